import { faultOf, query } from '@kobo/shared';
import { Alert, Button, Field, Label, Search, Spinner } from '@digdir/designsystemet-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { graphql } from '../gql';
import type { AddressSearchQuery } from '../gql/graphql';
import { useT } from '../texts';

const SearchDocument = graphql(/* GraphQL */ `
  query AddressSearch($text: String!) {
    addressSearch(text: $text, first: 10) { text street houseNumber houseLetter postalCode postalPlace municipalityNumber gnr bnr fnr snr unitNumbers }
  }
`);

/** An address that was found. */
export type Hit = AddressSearchQuery['addressSearch'][number];

/** Finds an address as one types. When the register does not answer, one fills in by hand. */
export function AddressSearch({ onChoose, onByHand }: { onChoose: (hit: Hit) => void; onByHand: () => void }) {
  const t = useT();
  const field = useId();
  const [written, setWritten] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(written.trim()), 250);
    return () => clearTimeout(timer);
  }, [written]);
  const enabled = asked.length >= 3;
  const { data, error, isFetching } = useQuery({ ...query(SearchDocument, { text: asked }), enabled, retry: false, placeholderData: keepPreviousData, staleTime: 10 * 60_000 });
  const hits = enabled && !error ? data?.addressSearch : undefined;
  return (
    <>
      <Field className="wide-field">
        <Label htmlFor={field}>{t('add.search')}</Label>
        <Field.Description>{t('add.search.help')}</Field.Description>
        <Search>
          <Search.Input id={field} value={written} autoComplete="off" onChange={event => setWritten(event.target.value)} />
          <Search.Clear aria-label={t('overview.searchClear')} onClick={() => setWritten('')} />
        </Search>
      </Field>
      <div role="status" className="visually-hidden">{hits && !isFetching && t('add.hits', { count: hits.length })}</div>
      {enabled && isFetching && !hits && <Spinner aria-label={t('app.loading')} data-size="sm" />}
      {error && enabled && <Alert data-color="warning" data-size="sm">{faultOf(error).code === 'UNAVAILABLE' || faultOf(error).code === 'OFFLINE' ? t('add.search.down') : faultOf(error).message || t('add.search.down')}</Alert>}
      {hits && hits.length > 0 && (
        <ul className="hits">
          {hits.map(hit => (
            <li key={`${hit.text}${hit.gnr}/${hit.bnr}`}>
              <button type="button" onClick={() => onChoose(hit)}>
                <strong>{[hit.text, hit.text.includes(hit.postalPlace) ? '' : `${hit.postalCode} ${hit.postalPlace}`].filter(Boolean).join(', ')}</strong>
                <span className="muted">{[t('add.property', { number: [hit.gnr, hit.bnr, hit.fnr, hit.snr].slice(0, hit.snr ? 4 : hit.fnr ? 3 : 2).join('/') }), hit.unitNumbers.length > 0 && t('add.units', { count: hit.unitNumbers.length })].filter(Boolean).join(' • ')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {hits?.length === 0 && <p>{t('add.noHits')}</p>}
      <Button variant="tertiary" onClick={onByHand}>{t('add.byHand')}</Button>
    </>
  );
}
