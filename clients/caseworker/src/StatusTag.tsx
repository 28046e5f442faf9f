import { Tag } from '@digdir/designsystemet-react';
import { useCodes } from './codes';
import type { DisplayStatus, DwellingStatus, Marker } from './gql/graphql';

const colours = { READY: 'success', UNDER_MAINTENANCE: 'warning', RESERVED: 'info', LET: 'accent', SOLD: 'neutral', UNAVAILABLE: 'danger' } as const satisfies Record<DisplayStatus, string>;

/** The word for what a dwelling is now. The colour only repeats it. */
export function StatusTag({ status }: { status: DisplayStatus | DwellingStatus }) {
  return <Tag data-size="sm" data-color={colours[status]}>{useCodes().label('DisplayStatus', status)}</Tag>;
}

/** What a dwelling is marked as, beside its status. */
export function MarkerTags({ markers }: { markers?: readonly Marker[] }) {
  const { label } = useCodes();
  return <>{markers?.map(marker => <Tag key={marker} data-size="sm" variant="outline" data-color="neutral">{label('Marker', marker)}</Tag>)}</>;
}
