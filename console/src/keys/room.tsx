// Custody (保管): which keys there are, in which state, how old, for what; and whether the log is whole. Never a byte of material.
import { Route, Routes } from 'react-router';
import { KeysPage } from './keys-page.tsx';
import { VersionsPage } from './versions-page.tsx';
import './keys.css';

export default function KeysRoom() {
  return (
    <Routes>
      <Route index element={<KeysPage />} />
      <Route path="versions" element={<VersionsPage />} />
    </Routes>
  );
}
