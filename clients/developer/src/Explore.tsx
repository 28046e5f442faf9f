import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './editor.css';
import './workers';
import { ErrorView, useScheme, useSession } from '@kobo/shared';
import { GraphiQL } from 'graphiql';
import { buildSchema } from 'graphql';
import { useEffect, useMemo } from 'react';
import { Access } from './Access';
import { examples } from './examples';
import { fetcherFor } from './graph';
import { useT } from './texts';
import { useToken } from './token';
import { useSchema } from './useSchema';

/** GraphiQL, with the viewer's own schema and the examples as tabs. What is written stays in this browser tab and goes when it is closed. */
export default function Explore() {
  const t = useT();
  const { token } = useToken();
  const { data: session } = useSession();
  const { data: sdl, error, refetch } = useSchema();
  const fetcher = useMemo(() => fetcherFor(token), [token]);
  const schema = useMemo(() => (sdl ? buildSchema(sdl, { assumeValidSDL: true }) : null), [sdl]);
  const dark = useDark();
  useEffect(() => {
    document.title = `${t('page.explore')} – Kobo`;
  }, [t]);
  const refused = error && 'code' in error && error.code === 'UNAUTHENTICATED';
  return (
    <main id="content" className="explore" tabIndex={-1}>
      <h1 className="visually-hidden">{t('page.explore')}</h1>
      <Access wrong={Boolean(token && refused)} />
      {error && !refused && <ErrorView error={error} onRetry={() => void refetch()} />}
      <div className="editor" ref={mendTabs}>
        <GraphiQL
          key={`${session?.organisation?.key}`}
          fetcher={fetcher}
          schema={schema}
          defaultTabs={examples}
          storage={sessionStorage}
          defaultEditorToolsVisibility={false}
          isHeadersEditorEnabled={false}
          showPersistHeadersSettings={false}
          forcedTheme={dark ? 'dark' : 'light'}
        >
          <GraphiQL.Logo>{' '}</GraphiQL.Logo>
        </GraphiQL>
      </div>
    </main>
  );
}

/**
 * Makes the editor's tabs a list of buttons. GraphiQL calls each item a tab and puts two buttons in it, which screen readers
 * can't show: what is inside a tab does not exist to them.
 */
function mendTabs(editor: HTMLElement | null): (() => void) | undefined {
  if (!editor) return;
  const mend = () => {
    for (const part of editor.querySelectorAll('.graphiql-tabs[role], .graphiql-tab[role]')) part.removeAttribute('role');
    for (const tab of editor.querySelectorAll('.graphiql-tab[aria-selected]')) {
      tab.querySelector('.graphiql-tab-button')?.setAttribute('aria-current', tab.getAttribute('aria-selected')!);
      tab.removeAttribute('aria-selected');
    }
  };
  const observer = new MutationObserver(mend);
  observer.observe(editor, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-selected'] });
  return () => observer.disconnect();
}

/** Reports whether the page is dark now: by choice, or because the device is. */
function useDark(): boolean {
  const [scheme] = useScheme();
  return scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
}
