// Recovery plans (恢复预案): which scenario is covered until when, each plan as it is carried out and printed, and where one is written.
import { Route, Routes } from 'react-router';
import { EditorPage } from './editor-page.tsx';
import { PlanPage } from './plan-page.tsx';
import { PlansPage } from './plans-page.tsx';
import './plans.css';

export default function PlansRoom() {
  return (
    <Routes>
      <Route index element={<PlansPage />} />
      <Route path="new" element={<EditorPage />} />
      <Route path=":plan" element={<PlanPage />} />
      <Route path=":plan/edit" element={<EditorPage />} />
    </Routes>
  );
}
