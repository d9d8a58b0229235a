// Storage (保管): where information may lie and does lie, who assessed it, both sides of each control, and how much is sealed.
import { Route, Routes } from 'react-router';
import { AssetPage } from './asset-page.tsx';
import { AssetsPage } from './assets-page.tsx';
import { ControlsPage } from './controls-page.tsx';
import { CoveragePage } from './coverage-page.tsx';
import './storage.css';

export default function StorageRoom() {
  return (
    <Routes>
      <Route index element={<AssetsPage />} />
      <Route path="controls" element={<ControlsPage />} />
      <Route path="coverage" element={<CoveragePage />} />
      <Route path=":asset" element={<AssetPage />} />
    </Routes>
  );
}
