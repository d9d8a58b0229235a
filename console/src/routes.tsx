// Which room draws which address. Each room is a folder with `room.tsx` (default export: its own <Routes>), loaded when
// first visited, so that the first load carries the frame and nothing else.
import { lazy, type ComponentType } from 'react';
import { createBrowserRouter, Navigate, RouterProvider, type RouteObject } from 'react-router';
import { FaultPage, NowherePage } from './app/fault-page.tsx';
import { Frame } from './app/frame.tsx';
import { PasswordPage } from './app/password-page.tsx';

const rooms = import.meta.glob<{ default: ComponentType }>('./*/room.tsx');

const routes: RouteObject[] = Object.entries(rooms).map(([file, load]) => {
  const Room = lazy(load);
  return { path: `${file.split('/')[1]}/*`, element: <Room /> };
});

const router = createBrowserRouter([
  {
    path: '/',
    element: <Frame />,
    errorElement: <FaultPage />,
    children: [
      { index: true, element: <Navigate to="/desk" replace /> },
      { path: 'me/password', element: <PasswordPage /> },
      ...routes,
      { path: '*', element: <NowherePage /> },
    ],
  },
]);

export default function Inside() {
  return <RouterProvider router={router} />;
}
