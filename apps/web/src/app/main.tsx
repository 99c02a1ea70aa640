import '../ui/styles.css';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { followAppearance } from '../lib/preferences.ts';
import { Providers } from './providers.tsx';
import { router } from './router.tsx';

followAppearance();

const root = document.getElementById('app');
if (!root) throw new Error('The page has no place for the console.');

createRoot(root).render(
  <StrictMode>
    <Suspense>
      <Providers>
        <RouterProvider router={router} />
      </Providers>
    </Suspense>
  </StrictMode>,
);
