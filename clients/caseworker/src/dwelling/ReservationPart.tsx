import { useAct, useFormat } from '@kobo/shared';
import { Alert, Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { DayField, TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { later, today } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';
import { useDwelling } from './dwelling';
import { useDone } from './undo';

const ReservationFragment = graphql(/* GraphQL */ `
  fragment ReservationPart on Dwelling {
    id
    reservation { id version heldUntil overdue reason recordedAt recordedBy }
  }
`);
const ReserveDocument = graphql(/* GraphQL */ `
  mutation DwellingReserve($id: ID!, $version: Int!, $input: DwellingReserveInput!, $key: Key) {
    dwellingReserve(id: $id, version: $version, input: $input, key: $key) {
      dwelling { id version reservation { id version } }
      userErrors { code message field }
    }
  }
`);
const ReleaseDocument = graphql(/* GraphQL */ `
  mutation ReservationRelease($id: ID!, $version: Int!) {
    reservationRelease(id: $id, version: $version) {
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const ExtendDocument = graphql(/* GraphQL */ `
  mutation ReservationExtend($id: ID!, $version: Int!, $heldUntil: Date!) {
    reservationExtend(id: $id, version: $version, heldUntil: $heldUntil) {
      dwelling { id version reservation { id version } }
      userErrors { code message field }
    }
  }
`);

/** The active reservation, or the way to make one. */
export function ReservationPart({ dwelling: masked }: { dwelling: FragmentType<typeof ReservationFragment> }) {
  const t = useT();
  const { date } = useFormat();
  const { id, version, may, refresh } = useDwelling();
  const { reservation } = readFragment(ReservationFragment, masked);
  const done = useDone();
  const reserve = useAct(ReserveDocument);
  const release = useAct(ReleaseDocument);
  const extend = useAct(ExtendDocument);
  const [open, setOpen] = useState<'reserve' | 'extend'>();
  const [key, setKey] = useState(() => crypto.randomUUID());

  const letGo = async () => {
    if (!reservation) return;
    const { heldUntil, reason } = reservation;
    const { reservationRelease: { dwelling, userErrors } } = await release.mutateAsync({ id: reservation.id, version: reservation.version });
    if (userErrors[0]) return done(userErrors[0].message);
    done(t('reservation.released'), dwelling ? async () => (await reserve.mutateAsync({ id, version: dwelling.version, input: { heldUntil, reason } })).dwellingReserve.userErrors : undefined);
  };
  return (
    <>
      {reservation && (
        <Alert data-color={reservation.overdue ? 'warning' : 'info'} data-size="sm" className="notice">
          <div>
            <strong>{t(reservation.overdue ? 'dwelling.reservedOverdue' : 'dwelling.reservedUntil', { date: date(reservation.heldUntil) })}</strong>
            <div>{reservation.reason}</div>
            {reservation.recordedBy && <div className="muted">{t('reservation.by', { name: reservation.recordedBy, date: date(reservation.recordedAt) })}</div>}
          </div>
          <div className="row no-print">
            {may('RELEASE_RESERVATION') && (
              <>
                <Button data-size="sm" variant="secondary" onClick={() => setOpen('extend')}>{t('reservation.extend')}</Button>
                <Button data-size="sm" variant="secondary" loading={release.isPending} onClick={() => void letGo()}>{t('reservation.release')}</Button>
              </>
            )}
          </div>
        </Alert>
      )}
      {!reservation && may('RESERVE') && <Button className="no-print" data-size="sm" variant="secondary" onClick={() => { setKey(crypto.randomUUID()); setOpen('reserve'); }}>{t('reservation.reserve')}</Button>}
      {open === 'reserve' && (
        <FormDialog
          title={t('reservation.reserve')}
          submit={t('reservation.reserve')}
          initial={{ heldUntil: later(today(), { days: 14 }) }}
          onCancel={() => setOpen(undefined)}
          onConflict={refresh}
          onSubmit={async values => {
            const { dwellingReserve: { dwelling, userErrors } } = await reserve.mutateAsync({ id, version, input: { heldUntil: String(values['heldUntil']), reason: String(values['reason']).trim() }, key });
            if (userErrors.length > 0) return userErrors;
            setOpen(undefined);
            const made = dwelling?.reservation;
            done(t('reservation.reserved', { date: date(String(values['heldUntil'])) }), made ? async () => (await release.mutateAsync({ id: made.id, version: made.version })).reservationRelease.userErrors : undefined);
          }}
        >
          <DayField name="heldUntil" label={t('reservation.until')} min={today()} required />
          <TextField name="reason" label={t('reservation.reason')} description={t('reservation.reason.help')} required />
        </FormDialog>
      )}
      {open === 'extend' && reservation && (
        <FormDialog
          title={t('reservation.extend')}
          submit={t('form.save')}
          initial={{ heldUntil: reservation.heldUntil }}
          onCancel={() => setOpen(undefined)}
          onConflict={refresh}
          onSubmit={async values => {
            const before = reservation.heldUntil;
            const { reservationExtend: { dwelling, userErrors } } = await extend.mutateAsync({ id: reservation.id, version: reservation.version, heldUntil: String(values['heldUntil']) });
            if (userErrors.length > 0) return userErrors;
            setOpen(undefined);
            const now = dwelling?.reservation;
            done(t('reservation.extended', { date: date(String(values['heldUntil'])) }), now ? async () => (await extend.mutateAsync({ id: now.id, version: now.version, heldUntil: before })).reservationExtend.userErrors : undefined);
          }}
        >
          <DayField name="heldUntil" label={t('reservation.until')} min={today()} required />
        </FormDialog>
      )}
    </>
  );
}
