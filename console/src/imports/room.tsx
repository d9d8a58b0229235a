// Imports: an export becomes a batch on the server, is mapped, tried, proposed, applied and, if need be, undone. The page
// only shows where the batch stands, so a reload or another desk loses nothing.
import { Route, Routes } from 'react-router';
import { BatchPage } from './batch-page.tsx';
import { BatchesPage } from './batches-page.tsx';
import { NewBatchPage } from './new-batch-page.tsx';
import './imports.css';

export default function ImportsRoom() {
  return (
    <Routes>
      <Route index element={<BatchesPage />} />
      <Route path="new" element={<NewBatchPage />} />
      <Route path=":batch" element={<BatchPage />} />
    </Routes>
  );
}
