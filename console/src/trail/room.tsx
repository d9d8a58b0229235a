// Trail (审计): search of the log forward and back, one entry in all its fields with its proof, and the check of the whole.
import { Route, Routes } from 'react-router';
import { IntegrityPage } from './integrity-page.tsx';
import { SearchPage } from './search-page.tsx';
import './trail.css';

export default function TrailRoom() {
  return (
    <Routes>
      <Route index element={<SearchPage />} />
      <Route path="integrity" element={<IntegrityPage />} />
    </Routes>
  );
}
