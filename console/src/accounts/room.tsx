// Accounts (系统): who may sign in, from which post, in which unit; and the organisation tree. No customer is seen from here.
import { Route, Routes } from 'react-router';
import { AccountsPage } from './accounts-page.tsx';
import { HandOversPage } from './hand-overs-page.tsx';
import { UnitsPage } from './units-page.tsx';
import './accounts.css';

export default function AccountsRoom() {
  return (
    <Routes>
      <Route index element={<AccountsPage />} />
      <Route path="hand-overs" element={<HandOversPage />} />
      <Route path="units" element={<UnitsPage />} />
    </Routes>
  );
}
