// Custody (介质保管): the register of media with all that happened to each, stock-takes, and the map of copies.
import { Route, Routes } from 'react-router';
import { CopiesPage } from './copies-page.tsx';
import { MediaPage } from './media-page.tsx';
import { MediumPage } from './medium-page.tsx';
import { StockPage } from './stock-page.tsx';
import './custody.css';

export default function CustodyRoom() {
  return (
    <Routes>
      <Route index element={<MediaPage />} />
      <Route path="copies" element={<CopiesPage />} />
      <Route path="stock-takes" element={<StockPage />} />
      <Route path=":medium" element={<MediumPage />} />
    </Routes>
  );
}
