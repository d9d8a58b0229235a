// Customers: found for a purpose, shown masked with the reason, revealed one value at a time.
import { Route, Routes } from 'react-router';
import { CustomerPage } from './customer-page.tsx';
import { FindPage } from './find-page.tsx';
import './customers.css';

export default function CustomersRoom() {
  return (
    <Routes>
      <Route index element={<FindPage />} />
      <Route path=":customer" element={<CustomerPage />} />
    </Routes>
  );
}
