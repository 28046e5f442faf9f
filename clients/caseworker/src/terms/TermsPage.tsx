import { EmptyState, ErrorView, listOf, Loading, Page, query, type Search } from '@kobo/shared';
import { Details, Field, Label, Search as SearchField } from '@digdir/designsystemet-react';
import { MagnifyingGlassIcon } from '@navikt/aksel-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { graphql } from '../gql';
import { useT } from '../texts';

const TermsDocument = graphql(/* GraphQL */ `
  query Terms {
    codeLists {
      name
      title
      definition
      codes { code label definition validFrom validTo }
    }
  }
`);
const route = getRouteApi('/terms');

/** The terms that are used and what they mean (begreper og definisjoner). */
export function TermsPage() {
  const t = useT();
  const navigate = useNavigate();
  const search = route.useSearch();
  const { data, error, refetch } = useQuery({ ...query(TermsDocument, {}), staleTime: 5 * 60_000 });
  const words = listOf(search['q']).join(' ').toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (...texts: string[]) => words.every(word => texts.join(' ').toLowerCase().includes(word));
  const found = data?.codeLists
    .map(list => ({ ...list, codes: holds(list.title, list.definition) ? list.codes : list.codes.filter(code => holds(code.label, code.definition)) }))
    .filter(list => words.length === 0 || list.codes.length > 0 || holds(list.title, list.definition))
    .toSorted((a, b) => a.title.localeCompare(b.title, 'nb'));
  return (
    <Page title={t('terms.title')} className="terms">
      <p>{t('terms.lead')}</p>
      <Field className="wide-field">
        <Label htmlFor="search">{t('terms.search')}</Label>
        <SearchField>
          <SearchField.Input id="search" value={listOf(search['q']).join(',')} onChange={event => void navigate({ to: '/terms', search: { q: event.target.value || undefined } as unknown as Search, replace: true, resetScroll: false })} />
          <SearchField.Clear aria-label={t('overview.searchClear')} onClick={() => void navigate({ to: '/terms', search: {}, replace: true })} />
        </SearchField>
      </Field>
      {error && !data ? <ErrorView error={error} onRetry={() => void refetch()} /> : !found ? <Loading lines={8} /> : found.length === 0 ? <EmptyState icon={<MagnifyingGlassIcon aria-hidden />} title={t('terms.none')} /> : (
        <div className="term-lists">
          {found.map(list => (
            <Details key={`${list.name}${words.length > 0}`} defaultOpen={words.length > 0}>
              <Details.Summary>{list.title}</Details.Summary>
              <Details.Content>
                <p>{list.definition}</p>
                <dl className="terms-of">
                  {list.codes.map(code => <div key={code.code}><dt>{code.label}</dt><dd>{code.definition}</dd></div>)}
                </dl>
              </Details.Content>
            </Details>
          ))}
        </div>
      )}
    </Page>
  );
}
