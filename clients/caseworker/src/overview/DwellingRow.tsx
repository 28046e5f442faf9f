import { useFormat } from '@kobo/shared';
import { Checkbox } from '@digdir/designsystemet-react';
import { Link } from '@tanstack/react-router';
import { rounded } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import type { DwellingRowFragment } from '../gql/graphql';
import { MarkerTags, StatusTag } from '../StatusTag';
import { useT } from '../texts';
import { Photo } from './Photo';

const RowFragment = graphql(/* GraphQL */ `
  fragment DwellingRow on Dwelling {
    id
    description
    displayStatus
    statusSince
    plannedReadyOn
    address { text }
    markers
    bedrooms
    rent { totalOre }
    vacancy { since days costOre }
    expectedVacancy { on overdue }
    tenancy { id endsOn overdue }
    reservation { id heldUntil overdue }
    images { thumbnailUrl cover }
  }
`);

interface Props {
  dwelling: FragmentType<typeof RowFragment>;
  /** The view is of empty dwellings, or of contracts that end: then that is what the row tells. */
  about?: 'vacancy' | 'contract';
  /** Leave out where nothing can be done with many. */
  selected?: boolean;
  onSelect?: (on: boolean) => void;
}

/** One dwelling of the list: photo, kind, address, rooms and rent, status with its date, markers. */
export function DwellingRow({ dwelling: masked, about, selected, onSelect }: Props) {
  const t = useT();
  const dwelling = readFragment(RowFragment, masked);
  const { id, address, description, images, displayStatus, markers } = dwelling;
  return (
    <li className={selected ? 'dwelling-row selected' : 'dwelling-row'} data-row>
      {onSelect && <Checkbox className="no-print" aria-label={t('table.select', { name: address.text })} checked={selected} onChange={event => onSelect(event.target.checked)} />}
      <Photo image={images.find(one => one.cover) ?? images[0]} />
      <div className="what">
        <span className="muted">{description}</span>
        <Link to="/dwellings/$id" params={{ id }} className="ds-link address">{address.text}</Link>
        <Size dwelling={dwelling} />
      </div>
      <div className="state">
        <span className="tags"><StatusTag status={displayStatus} /><MarkerTags markers={markers} /></span>
        <When dwelling={dwelling} about={about} />
      </div>
    </li>
  );
}

/** "3 soverom • 10 000 kroner". */
function Size({ dwelling: { bedrooms, rent } }: { dwelling: DwellingRowFragment }) {
  const t = useT();
  const { money } = useFormat();
  const parts = [bedrooms != null && t('dwelling.bedroomsCount', { count: bedrooms }), rent && money(rent.totalOre)].filter(Boolean);
  return parts.length > 0 ? <span>{parts.join(' • ')}</span> : null;
}

/** The date that matters for what the dwelling is now: "Klar fra 11. august 2022". */
function When({ dwelling, about }: { dwelling: DwellingRowFragment; about?: 'vacancy' | 'contract' }) {
  const t = useT();
  const { date, money } = useFormat();
  const { displayStatus, statusSince, plannedReadyOn, vacancy, expectedVacancy, tenancy, reservation } = dwelling;
  const lines: string[] = [];
  if (displayStatus === 'READY' && statusSince) lines.push(t('dwelling.readySince', { date: date(statusSince) }));
  if (displayStatus === 'RESERVED' && reservation) lines.push(t(reservation.overdue ? 'dwelling.reservedOverdue' : 'dwelling.reservedUntil', { date: date(reservation.heldUntil) }));
  if ((displayStatus === 'UNDER_MAINTENANCE' || displayStatus === 'UNAVAILABLE') && plannedReadyOn) lines.push(t('dwelling.plannedReady', { date: date(plannedReadyOn) }));
  if (about === 'contract' && tenancy?.endsOn) lines.push(t(tenancy.overdue ? 'dwelling.contractEnded' : 'dwelling.contractEnds', { date: date(tenancy.endsOn) }));
  else if (displayStatus === 'LET' && expectedVacancy) lines.push(t(expectedVacancy.overdue ? 'dwelling.expectedOverdue' : 'dwelling.expectedOn', { date: date(expectedVacancy.on) }));
  if (about === 'vacancy' && vacancy) {
    lines.push(t('dwelling.vacantSince', { date: date(vacancy.since), count: vacancy.days }));
    if (vacancy.costOre != null) lines.push(t('dwelling.vacancyCost', { amount: money(rounded(vacancy.costOre)) }));
  }
  return <>{lines.map(line => <span key={line} className="when">{line}</span>)}</>;
}
