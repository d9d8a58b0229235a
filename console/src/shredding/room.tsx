// Shredding (销毁): what was destroyed by order of two persons, how far it has come, and the certificate.
import { Route, Routes } from 'react-router';
import { ShreddingPage } from './shredding-page.tsx';
import { ShreddingsPage } from './shreddings-page.tsx';

export default function ShreddingRoom() {
  return (
    <Routes>
      <Route index element={<ShreddingsPage />} />
      <Route path=":shredding" element={<ShreddingPage />} />
    </Routes>
  );
}
