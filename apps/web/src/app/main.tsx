import '../ui/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { loadMessages } from '../i18n/load.ts';
import { currentPreferences, followAppearance, languageOf } from '../lib/preferences.ts';
import { Providers } from './providers.tsx';
import { firstPageReady, router } from './router.tsx';

followAppearance();

const root = document.getElementById('app');
if (!root) throw new Error('The page has no place for the console.');

const language = languageOf(currentPreferences(), navigator.languages);
Promise.all([loadMessages(language), firstPageReady]).then(
  ([messages]) =>
    createRoot(root).render(
      <StrictMode>
        <Providers spoken={{ language, messages }}>
          <RouterProvider router={router} />
        </Providers>
      </StrictMode>,
    ),
  () => {
    root.textContent = 'The console could not be fetched. Is the registry running? Then load the page again.';
  },
);
