// Backup and recovery (备份与恢复): what was taken, whether it comes back, and how that was proven. Counts and times, never a customer.
import { Route, Routes } from 'react-router';
import { BackupPage } from './backup-page.tsx';
import { DrillPage } from './drills/drill-page.tsx';
import { DrillsPage } from './drills/drills-page.tsx';
import './backup.css';

export default function BackupRoom() {
  return (
    <Routes>
      <Route index element={<BackupPage />} />
      <Route path="drills" element={<DrillsPage />} />
      <Route path="drills/:drill" element={<DrillPage />} />
    </Routes>
  );
}
