// Collection: intakes at the counter under a list, the lists themselves, the tasks they leave, and what was too much.
import { Route, Routes } from 'react-router';
import { DictionaryPage } from './dictionary-page.tsx';
import { IntakePage } from './intake-page.tsx';
import { IntakesPage } from './intakes-page.tsx';
import { ListsPage } from './lists-page.tsx';
import { NewIntakePage } from './new-intake-page.tsx';
import { OverCollectionPage } from './over-collection-page.tsx';
import { TaskPage } from './task-page.tsx';
import { TasksPage } from './tasks-page.tsx';
import './collection.css';

export default function CollectionRoom() {
  return (
    <Routes>
      <Route index element={<IntakesPage />} />
      <Route path="new" element={<NewIntakePage />} />
      <Route path="lists" element={<ListsPage />} />
      <Route path="dictionary" element={<DictionaryPage />} />
      <Route path="tasks" element={<TasksPage />} />
      <Route path="tasks/:task" element={<TaskPage />} />
      <Route path="over-collection" element={<OverCollectionPage />} />
      <Route path=":intake" element={<IntakePage />} />
    </Routes>
  );
}
