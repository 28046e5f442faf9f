import { run } from '@kobo/shared';
import { Button } from '@digdir/designsystemet-react';
import { lazy, Suspense, useState } from 'react';
import { graphql } from '../gql';
import type { DwellingFilter } from '../gql/graphql';
import { useT } from '../texts';

const BulkDialog = lazy(() => import('./BulkDialog'));

const IdsDocument = graphql(/* GraphQL */ `
  query DwellingIds($filter: DwellingFilter, $first: Int, $offset: Int) {
    dwellings(filter: $filter, first: $first, offset: $offset) { nodes { id } }
  }
`);
/** At most so many are changed at once; the API's own limit. */
const most = 500;
const step = 100;

/** What can be done with those that are chosen. It stays in sight while one pages on. */
export function BulkBar({ ids, filter, found, onSelect }: { ids: readonly string[]; filter: DwellingFilter; found: number; onSelect: (ids: readonly string[]) => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [reading, setReading] = useState(false);
  const all = async () => {
    setReading(true);
    try {
      const pages = Array.from({ length: Math.ceil(Math.min(found, most) / step) }, (_, page) => run(IdsDocument, { filter, first: step, offset: page * step }));
      onSelect((await Promise.all(pages)).flatMap(({ dwellings }) => dwellings.nodes.map(one => one.id)).slice(0, most));
    } finally {
      setReading(false);
    }
  };
  return (
    <section className="bulk no-print" aria-label={t('bulk.title')}>
      <strong role="status">{t('table.selected', { count: ids.length })}</strong>
      <Button data-size="sm" onClick={() => setOpen(true)}>{t('bulk.change')}</Button>
      {ids.length < Math.min(found, most) && <Button data-size="sm" variant="secondary" loading={reading} onClick={() => void all()}>{t('bulk.all', { count: Math.min(found, most) })}</Button>}
      <Button data-size="sm" variant="tertiary" onClick={() => onSelect([])}>{t('bulk.none')}</Button>
      {open && <Suspense><BulkDialog ids={ids.slice(0, most)} onClose={() => setOpen(false)} onDone={() => { setOpen(false); onSelect([]); }} /></Suspense>}
    </section>
  );
}
