// Review (复核): what one person proposed waits for another, who sees entry and image side by side.
import { Route, Routes } from 'react-router';
import { MinePage } from './mine-page.tsx';
import { ProposalPage } from './proposal-page.tsx';
import { QueuePage } from './queue-page.tsx';
import './approvals.css';

export default function ApprovalsRoom() {
  return (
    <Routes>
      <Route index element={<QueuePage />} />
      <Route path="mine" element={<MinePage />} />
      <Route path=":proposal" element={<ProposalPage />} />
    </Routes>
  );
}
