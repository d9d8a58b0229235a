// Governance: what the law asks and what answers it, the figures the product goes by, and the rules and purposes of use.
import { Navigate, Route, Routes } from 'react-router';
import { ClausesPage } from './clauses-page.tsx';
import { PolicyPage } from './policy-page.tsx';
import { PurposesPage } from './purposes-page.tsx';
import { RulesPage } from './rules-page.tsx';
import './governance.css';

export default function GovernanceRoom() {
  return (
    <Routes>
      <Route index element={<Navigate to="clauses" replace />} />
      <Route path="clauses" element={<ClausesPage />} />
      <Route path="rules" element={<RulesPage />} />
      <Route path="policy" element={<PolicyPage />} />
      <Route path="purposes" element={<PurposesPage />} />
    </Routes>
  );
}
