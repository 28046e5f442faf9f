import { Loading, SessionTimer, TopBar } from '@kobo/shared';
import { lazy, Suspense, useEffect, useState, type MouseEvent } from 'react';
import { Changelog } from './Changelog';
import { Schema } from './Schema';
import { Start } from './Start';
import { useT } from './texts';

const Explore = lazy(() => import('./Explore')); // the editor is large

const home = '/developer/';
const pages = { '': Explore, schema: Schema, changelog: Changelog, start: Start } as const;
type Path = keyof typeof pages;

const path = (): Path => {
  const name = location.pathname.slice(home.length).replace(/\/$/, '');
  return name in pages ? (name as Path) : '';
};

export function App() {
  const t = useT();
  const [current, setCurrent] = useState(path);
  useEffect(() => {
    const back = () => setCurrent(path());
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);

  // A change of page keeps the document, and with it the token, which is only in memory.
  const go = (to: Path) => (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    history.pushState(null, '', home + to);
    setCurrent(to);
    window.scrollTo(0, 0);
  };

  const Current = pages[current];
  return (
    <>
      <TopBar home={home} subtitle={t('developer.subtitle')} login="ansattporten">
        {(Object.keys(pages) as Path[]).map(one => (
          <a key={one} href={home + one} onClick={go(one)} aria-current={one === current ? 'page' : undefined}>
            {t(`page.${one || 'explore'}`)}
          </a>
        ))}
      </TopBar>
      <Suspense fallback={<main id="content" className="page" tabIndex={-1}><Loading /></main>}>
        <Current key={current} />
      </Suspense>
      <SessionTimer login="ansattporten" />
    </>
  );
}
