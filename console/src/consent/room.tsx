// Notice and consent: the notices as customers read them, with version and hash, and what customers may choose.
import { Route, Routes } from 'react-router';
import { NoticesPage } from './notices-page.tsx';
import '../collection/collection.css';
import './consent.css';

export default function ConsentRoom() {
  return (
    <Routes>
      <Route index element={<NoticesPage />} />
    </Routes>
  );
}
