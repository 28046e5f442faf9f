import { EmptyState, ErrorView, Loading, Page, Paging, query, stringifySearch, useFormat, type Search } from '@kobo/shared';
import { Button, Checkbox, Dropdown, Field, Label, Search as SearchField, Select } from '@digdir/designsystemet-react';
import { DownloadIcon, FunnelIcon, MagnifyingGlassIcon, PlusIcon } from '@navikt/aksel-icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { BulkBar } from '../bulk/BulkBar';
import { NoAccess } from '../Frame';
import { rounded } from '../form/values';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { ActiveFilters } from './ActiveFilters';
import { DwellingRow } from './DwellingRow';
import { DwellingsDocument } from './dwellings';
import { Facets } from './Facets';
import { SavedViews } from './SavedViews';
import { filterOf, isFiltered, orderOf, orders, pageOf, sizes, sortOf } from './view';

const route = getRouteApi('/dwellings');

/** The register (boligoversikt): facets, search, list. All that is chosen is in the address. */
export function OverviewPage() {
  const t = useT();
  const { reads } = useAccess();
  return reads('DWELLING') ? <Overview /> : <NoAccess title={t('page.dwellings')} />;
}

function Overview() {
  const t = useT();
  const { number, money } = useFormat();
  const { does } = useAccess();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { page, size } = pageOf(search);
  const order = orderOf(search);
  const variables = { filter: filterOf(search), sort: sortOf(order), first: size, offset: (page - 1) * size };
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...query(DwellingsDocument, variables),
    staleTime: 0,
    placeholderData: keepPreviousData, // the rows that were stay, dimmed, until the next are here
  });
  // What is said of the list is of the rows that are shown: while the next are on their way, of those before.
  const [shown, setShown] = useState(search);
  if (data && !isPlaceholderData && shown !== search) setShown(search);
  const [open, setOpen] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());

  const go = (changed: Search | Record<string, undefined>, replace = false) => void navigate({ to: '/dwellings', search: { ...search, page: undefined, ...changed } as unknown as Search, replace, resetScroll: false });
  const clear = () => go(Object.fromEntries(Object.keys(search).filter(name => name !== 'sort' && name !== 'size').map(name => [name, undefined])));

  const list = data?.dwellings;
  const filtered = isFiltered(shown);
  const from = (pageOf(shown).page - 1) * pageOf(shown).size;
  const total = list?.totalCount ?? 0;
  const about = shown['vacantMoreThanDays'] !== undefined || orderOf(shown) === 'vacantSince' ? 'vacancy' : shown['contractEndsWithinMonths'] !== undefined || orderOf(shown) === 'contractEnd' ? 'contract' : undefined;
  const selectable = does('DWELLING_EDIT') || does('DWELLING_STATUS');
  const ids = list?.nodes.map(one => one.id) ?? [];
  const select = (changed: readonly string[], on: boolean) => {
    const next = new Set(selected);
    for (const id of changed) if (on) next.add(id); else next.delete(id);
    setSelected(next);
  };
  // A page that is no more (somebody else's act, an old address) leads to the last there is.
  const last = Math.max(1, Math.ceil(total / size));
  useEffect(() => {
    if (list && !isPlaceholderData && page > last) void navigate({ to: '/dwellings', search: { ...search, page: String(last) }, replace: true });
  });

  const exported = (kind: 'xlsx' | 'csv') => `/export/dwellings.${kind}${stringifySearch({ ...search, page: undefined, size: undefined })}`;
  const active = Object.keys(filterOf(search)).filter(name => name !== 'text').length;
  return (
    <Page
      title={t('page.dwellings')}
      className="overview"
      actions={does('DWELLING_EDIT') && <Button asChild><Link to="/dwellings/add"><PlusIcon aria-hidden />{t('overview.add')}</Link></Button>}
    >
      <SavedViews search={search} />
      <div className="columns">
        <section className="side no-print" aria-label={t('overview.filters')}>
          <Words value={typeof search['q'] === 'string' ? search['q'] : [search['q'] ?? []].flat().join(',')} onChange={q => go({ q } as Search, true)} />
          <Button className="toggle" variant="secondary" data-size="sm" aria-expanded={open} aria-controls="facets" onClick={() => setOpen(!open)}>
            <FunnelIcon aria-hidden />{active > 0 ? t('overview.filtersActive', { count: active }) : t('overview.filters')}
          </Button>
          <div id="facets" className={open ? 'open' : undefined}><Facets facets={list?.facets} search={search} onChange={go} onClear={clear} /></div>
        </section>
        <section className="stack list" aria-label={t('page.dwellings')}>
          <div className="toolbar">
            <p className="total" role="status">
              {list && (filtered ? t('overview.found', { count: list.registerCount, found: number(total) }) : t('overview.all', { count: list.registerCount }))}
              {list && about === 'vacancy' && list.vacancyCostOre != null && total > 0 && <small>{t('overview.vacancyCost', { amount: money(rounded(list.vacancyCostOre)) })}</small>}
            </p>
            <div className="row no-print">
              <Field className="inline">
                <Label>{t('overview.sort')}</Label>
                <Select data-size="sm" width="auto" value={order} onChange={event => go({ sort: event.target.value === 'address' ? undefined : event.target.value } as Search)}>
                  {orders.map(one => <Select.Option key={one} value={one}>{t(`sort.${one}`)}</Select.Option>)}
                </Select>
              </Field>
              {does('EXPORT') && (
                <Dropdown.TriggerContext>
                  <Dropdown.Trigger variant="secondary" data-size="sm"><DownloadIcon aria-hidden />{t('overview.export')}</Dropdown.Trigger>
                  <Dropdown data-size="sm">
                    <Dropdown.List>
                      <Dropdown.Item><Dropdown.Button asChild><a href={exported('xlsx')} download>{t('overview.export.xlsx')}</a></Dropdown.Button></Dropdown.Item>
                      <Dropdown.Item><Dropdown.Button asChild><a href={exported('csv')} download>{t('overview.export.csv')}</a></Dropdown.Button></Dropdown.Item>
                    </Dropdown.List>
                  </Dropdown>
                </Dropdown.TriggerContext>
              )}
            </div>
          </div>
          <ActiveFilters search={search} units={[]} onChange={go} />
          {error && !list ? <ErrorView error={error} onRetry={() => void refetch()} /> : !list ? <Loading lines={8} /> : total === 0 ? (
            <EmptyState icon={<MagnifyingGlassIcon aria-hidden />} title={t(filtered ? 'overview.none' : 'overview.empty')} action={filtered ? <Button variant="secondary" onClick={clear}>{t('overview.clear')}</Button> : undefined}>
              {t(filtered ? 'overview.noneAdvice' : 'overview.emptyAdvice')}
            </EmptyState>
          ) : (
            <>
              {selectable && (
                <Checkbox
                  className="select-all no-print"
                  data-size="sm"
                  label={t('table.selectAll')}
                  checked={ids.length > 0 && ids.every(id => selected.has(id))}
                  ref={box => { if (box) box.indeterminate = ids.some(id => selected.has(id)) && !ids.every(id => selected.has(id)); }}
                  onChange={event => select(ids, event.target.checked)}
                />
              )}
              <ul className="dwellings" aria-busy={isPlaceholderData || undefined}>
                {list.nodes.map(dwelling => (
                  <DwellingRow key={dwelling.id} dwelling={dwelling} about={about} selected={selected.has(dwelling.id)} onSelect={selectable ? on => select([dwelling.id], on) : undefined} />
                ))}
              </ul>
              <Paging
                from={from + 1}
                to={from + list.nodes.length}
                total={total}
                onPrevious={page > 1 ? () => go({ page: page === 2 ? undefined : String(page - 1) } as Search) : undefined}
                onNext={page < last ? () => go({ page: String(page + 1) } as Search) : undefined}
                size={size}
                sizes={sizes}
                onSize={next => go({ size: next === 20 ? undefined : String(next) } as Search)}
              />
            </>
          )}
        </section>
      </div>
      {selected.size > 0 && <BulkBar ids={[...selected]} filter={variables.filter} found={total} onSelect={found => setSelected(new Set(found))} />}
    </Page>
  );
}

/** «Søk i boliger»: the list follows what is written, a moment after. */
function Words({ value, onChange }: { value: string; onChange: (words: string | undefined) => void }) {
  const t = useT();
  const [written, setWritten] = useState(value);
  const sent = useRef(value);
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  // The back button, a saved view or «Nullstill filter» has changed the address: the field follows.
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setWritten(value);
    }
  }, [value]);
  useEffect(() => {
    if (written.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = written.trim();
      change.current(written.trim() || undefined);
    }, 250);
    return () => clearTimeout(timer);
  }, [written]);
  return (
    <Field className="words">
      <Label htmlFor="search">{t('overview.search')}</Label>
      <SearchField data-size="sm">
        <SearchField.Input id="search" value={written} onChange={event => setWritten(event.target.value)} />
        <SearchField.Clear aria-label={t('overview.searchClear')} onClick={() => setWritten('')} />
      </SearchField>
    </Field>
  );
}
