// The acts on a tenancy, each a form in a dialog. They change records that KOSTRA counts, so what ends or takes back says so first.
import { useAct } from '@kobo/shared';
import { useState } from 'react';
import { useCodes } from '../codes';
import { CheckField, ChoiceField, DayField, NumberField, RadioField, TextField } from '../form/fields';
import { useForm } from '../form/Form';
import { FormDialog } from '../form/FormDialog';
import { asNumber, asText, later, today, written, type Values } from '../form/values';
import { graphql } from '../gql';
import type { DwellingStatus, NoticeBy, RentComponent, Security, TenancyEnd, TenancyKind } from '../gql/graphql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { RentFields, rentParts, rentValues } from './RentFields';
import { useDone } from './undo';

/** What the forms need of a tenancy. */
export interface Tenancy {
  id: string;
  version: number;
  kind: TenancyKind;
  startsOn: string;
  endsOn?: string | null;
  persons?: number | null;
  security: Security;
  endedOn?: string | null;
  endKind?: TenancyEnd | null;
  rent?: { components: readonly { component: RentComponent; ore: number }[] } | null;
}
interface Props { tenancy: Tenancy; onClose: () => void }

const RegisterDocument = graphql(/* GraphQL */ `
  mutation TenancyRegister($dwellingId: ID!, $version: Int!, $input: TenancyRegisterInput!, $key: Key) {
    tenancyRegister(dwellingId: $dwellingId, version: $version, input: $input, key: $key) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const NoticeDocument = graphql(/* GraphQL */ `
  mutation TenancyGiveNotice($id: ID!, $version: Int!, $input: TenancyNoticeInput!) {
    tenancyGiveNotice(id: $id, version: $version, input: $input) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const UndoNoticeDocument = graphql(/* GraphQL */ `
  mutation TenancyNoticeUndo($id: ID!, $version: Int!) {
    tenancyWithdrawNotice(id: $id, version: $version) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const EndDocument = graphql(/* GraphQL */ `
  mutation TenancyEnd($id: ID!, $version: Int!, $input: TenancyEndInput!) {
    tenancyEnd(id: $id, version: $version, input: $input) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const RenewDocument = graphql(/* GraphQL */ `
  mutation TenancyRenew($id: ID!, $version: Int!, $input: TenancyRenewInput!) {
    tenancyRenew(id: $id, version: $version, input: $input) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const CorrectDocument = graphql(/* GraphQL */ `
  mutation TenancyCorrect($id: ID!, $version: Int!, $input: TenancyCorrectInput!) {
    tenancyCorrect(id: $id, version: $version, input: $input) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const CancelDocument = graphql(/* GraphQL */ `
  mutation TenancyCancel($id: ID!, $version: Int!, $correction: String!) {
    tenancyCancel(id: $id, version: $version, correction: $correction) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const RentDocument = graphql(/* GraphQL */ `
  mutation TenancySetRent($id: ID!, $version: Int!, $input: RentInput!) {
    tenancySetRent(id: $id, version: $version, input: $input) {
      tenancy { id version }
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);

const statusesAfter = ['READY', 'UNDER_MAINTENANCE', 'UNAVAILABLE'];

/** Kind, dates, household: the same when one registers, renews and corrects. */
function Terms() {
  const t = useT();
  const { options } = useCodes();
  const { value } = useForm();
  return (
    <>
      <ChoiceField name="kind" label={t('tenancy.kind')} options={options('TenancyKind')} required />
      <DayField name="startsOn" label={t('tenancy.startsOn')} required />
      {value('kind') !== 'OPEN_ENDED' && <DayField name="endsOn" label={t('tenancy.endsOn')} />}
      <NumberField name="persons" label={t('tenancy.persons')} min={1} max={30} />
    </>
  );
}

const terms = (values: Values) => ({
  kind: values['kind'] as TenancyKind,
  startsOn: String(values['startsOn']),
  endsOn: values['kind'] === 'OPEN_ENDED' ? null : asText(values['endsOn']),
  persons: asNumber(values['persons']),
});

/** Registers a tenancy; with a reservation it is confirmed by that. */
export function RegisterDialog({ confirms, onClose }: { confirms: boolean; onClose: () => void }) {
  const t = useT();
  const { options } = useCodes();
  const { id, version, refresh } = useDwelling();
  const { reads, does } = useAccess();
  const done = useDone();
  const register = useAct(RegisterDocument);
  const cancel = useAct(CancelDocument);
  const [key] = useState(() => crypto.randomUUID());
  return (
    <FormDialog
      title={t(confirms ? 'tenancy.confirmReservation' : 'tenancy.register')}
      submit={t('tenancy.register')}
      initial={{ kind: 'SECTION_11_1', startsOn: today(), endsOn: later(today(), { months: 36, days: -1 }), security: '' }}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async values => {
        const { tenancyRegister: { tenancy, userErrors } } = await register.mutateAsync({
          dwellingId: id,
          version,
          key,
          input: {
            ...terms(values),
            security: (asText(values['security']) ?? undefined) as Security | undefined,
            ...(rentParts(values).length > 0 && { rent: rentParts(values) }),
            ...(asText(values['tenant']) && { tenant: { name: String(values['tenant']).trim(), birthDate: asText(values['birthDate']) } }),
          },
        });
        if (userErrors.length > 0) return userErrors;
        onClose();
        done(t('tenancy.registered'), tenancy && !confirms ? async () => (await cancel.mutateAsync({ id: tenancy.id, version: tenancy.version, correction: t('status.undone') })).tenancyCancel.userErrors : undefined);
      }}
    >
      <Terms />
      <ChoiceField name="security" label={t('tenancy.security')} options={options('Security')} />
      {does('RENT_SET') && <RentFields />}
      {reads('TENANT') && (
        <>
          <TextField name="tenant" label={t('tenancy.tenant')} />
          <DayField name="birthDate" label={t('tenancy.birthDate')} max={today()} />
        </>
      )}
    </FormDialog>
  );
}

/** Records that notice was given. */
export function NoticeDialog({ tenancy, onClose }: Props) {
  const t = useT();
  const { options } = useCodes();
  const { refresh } = useDwelling();
  const done = useDone();
  const give = useAct(NoticeDocument);
  const undo = useAct(UndoNoticeDocument);
  return (
    <FormDialog
      title={t('tenancy.notice.give')}
      submit={t('tenancy.notice.give')}
      initial={{ givenOn: today(), by: 'TENANT', vacatesOn: later(today(), { months: 3 }) }}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async values => {
        const { tenancyGiveNotice: { tenancy: after, userErrors } } = await give.mutateAsync({ id: tenancy.id, version: tenancy.version, input: { givenOn: String(values['givenOn']), by: values['by'] as NoticeBy, vacatesOn: String(values['vacatesOn']) } });
        if (userErrors.length > 0) return userErrors;
        onClose();
        done(t('tenancy.notice.given'), after ? async () => (await undo.mutateAsync({ id: after.id, version: after.version })).tenancyWithdrawNotice.userErrors : undefined);
      }}
    >
      <RadioField name="by" label={t('tenancy.notice.by')} options={options('NoticeBy')} required />
      <DayField name="givenOn" label={t('tenancy.notice.on')} max={today()} required />
      <DayField name="vacatesOn" label={t('tenancy.notice.out')} required />
    </FormDialog>
  );
}

/** Ends the tenancy; «Angre» takes it up again. */
export function EndDialog({ tenancy, onClose }: Props) {
  const t = useT();
  const { options } = useCodes();
  const { refresh } = useDwelling();
  const done = useDone();
  const end = useAct(EndDocument);
  const correct = useAct(CorrectDocument);
  return (
    <FormDialog
      title={t('tenancy.end')}
      submit={t('tenancy.end')}
      initial={{ endedOn: today(), endKind: '', statusAfter: 'UNDER_MAINTENANCE' }}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async values => {
        const { tenancyEnd: { tenancy: after, userErrors } } = await end.mutateAsync({
          id: tenancy.id,
          version: tenancy.version,
          input: { endedOn: String(values['endedOn']), endKind: values['endKind'] as TenancyEnd, statusAfter: values['statusAfter'] as DwellingStatus, plannedReadyOn: asText(values['plannedReadyOn']) },
        });
        if (userErrors.length > 0) return userErrors;
        onClose();
        done(t('tenancy.endedNow'), after ? async () => (await correct.mutateAsync({ id: after.id, version: after.version, input: { reopen: true, correction: t('status.undone') } })).tenancyCorrect.userErrors : undefined);
      }}
    >
      <DayField name="endedOn" label={t('tenancy.endedOn')} min={tenancy.startsOn} max={today()} required />
      <ChoiceField name="endKind" label={t('tenancy.endKind')} options={options('TenancyEnd')} required />
      <RadioField name="statusAfter" label={t('tenancy.statusAfter')} options={options('DwellingStatus').filter(one => statusesAfter.includes(one.value))} required />
      <DayField name="plannedReadyOn" label={t('status.plannedReady')} />
    </FormDialog>
  );
}

/** A new term after the one in force. */
export function RenewDialog({ tenancy, onClose }: Props) {
  const t = useT();
  const { refresh } = useDwelling();
  const { does } = useAccess();
  const done = useDone();
  const renew = useAct(RenewDocument);
  const startsOn = tenancy.endsOn ? later(tenancy.endsOn, { days: 1 }) : today();
  return (
    <FormDialog
      title={t('tenancy.renew')}
      lead={<p className="muted">{t('tenancy.renew.help')}</p>}
      submit={t('tenancy.renew')}
      initial={{ kind: tenancy.kind, startsOn, endsOn: tenancy.kind === 'OPEN_ENDED' ? '' : later(startsOn, { months: 36, days: -1 }), persons: written(tenancy.persons), ...rentValues(tenancy.rent?.components) }}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async values => {
        const { tenancyRenew: { userErrors } } = await renew.mutateAsync({ id: tenancy.id, version: tenancy.version, input: { ...terms(values), ...(does('RENT_SET') && rentParts(values).length > 0 && { rent: rentParts(values) }) } });
        if (userErrors.length > 0) return userErrors;
        onClose();
        done(t('tenancy.renewed'));
      }}
    >
      <Terms />
      {does('RENT_SET') && <RentFields />}
    </FormDialog>
  );
}

/** Mends what was recorded wrongly. */
export function CorrectDialog({ tenancy, onClose }: Props) {
  const t = useT();
  const { options } = useCodes();
  const { refresh } = useDwelling();
  const done = useDone();
  const correct = useAct(CorrectDocument);
  return (
    <FormDialog
      title={t('tenancy.correct')}
      lead={<p className="muted">{t('tenancy.correct.help')}</p>}
      submit={t('tenancy.correct')}
      initial={{ kind: tenancy.kind, startsOn: tenancy.startsOn, endsOn: written(tenancy.endsOn), persons: written(tenancy.persons), security: tenancy.security, endedOn: written(tenancy.endedOn), endKind: written(tenancy.endKind) }}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async (values, changed) => {
        const all = { ...terms(values), security: values['security'] as Security, endedOn: asText(values['endedOn']), endKind: (asText(values['endKind']) ?? undefined) as TenancyEnd | undefined };
        const input = Object.fromEntries(Object.entries(all).filter(([name]) => name in changed || (name === 'endsOn' && 'kind' in changed)));
        const { tenancyCorrect: { userErrors } } = await correct.mutateAsync({ id: tenancy.id, version: tenancy.version, input: { ...input, ...(values['reopen'] === 'true' && { reopen: true }), correction: String(values['correction']).trim() } });
        if (userErrors.length > 0) return userErrors;
        onClose();
        done(t('tenancy.corrected'));
      }}
    >
      <Terms />
      <ChoiceField name="security" label={t('tenancy.security')} options={options('Security')} />
      {tenancy.endedOn && (
        <>
          <DayField name="endedOn" label={t('tenancy.endedOn')} max={today()} />
          <ChoiceField name="endKind" label={t('tenancy.endKind')} options={options('TenancyEnd')} />
          <CheckField name="reopen" label={t('tenancy.reopen')} />
        </>
      )}
      <TextField name="correction" label={t('form.why')} rows={2} required />
    </FormDialog>
  );
}

/** Takes back a tenancy that never was. */
export function CancelDialog({ tenancy, onClose }: Props) {
  const t = useT();
  const { refresh } = useDwelling();
  const done = useDone();
  const cancel = useAct(CancelDocument);
  return (
    <FormDialog
      title={t('tenancy.cancel')}
      lead={<p className="muted">{t('tenancy.cancel.help')}</p>}
      submit={t('tenancy.cancel')}
      danger
      initial={{}}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async values => {
        const { tenancyCancel: { userErrors } } = await cancel.mutateAsync({ id: tenancy.id, version: tenancy.version, correction: String(values['correction']).trim() });
        if (userErrors.length > 0) return userErrors;
        onClose();
        done(t('tenancy.cancelledNow'));
      }}
    >
      <TextField name="correction" label={t('form.why')} rows={2} required />
    </FormDialog>
  );
}

/** What this tenancy pays from a date. */
export function TenancyRentDialog({ tenancy, onClose }: Props) {
  const t = useT();
  const { refresh } = useDwelling();
  const done = useDone();
  const set = useAct(RentDocument);
  return (
    <FormDialog
      title={t('tenancy.rent.set')}
      submit={t('form.save')}
      initial={{ validFrom: today(), ...rentValues(tenancy.rent?.components) }}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async values => {
        const { tenancySetRent: { userErrors } } = await set.mutateAsync({ id: tenancy.id, version: tenancy.version, input: { validFrom: String(values['validFrom']), components: rentParts(values), correction: asText(values['correction']) } });
        if (userErrors.length > 0) return userErrors;
        onClose();
        done(t('rent.done'));
      }}
    >
      <DayField name="validFrom" label={t('rent.from')} required />
      <RentFields required />
      <TextField name="correction" label={t('rent.correction')} description={t('rent.correction.help')} />
    </FormDialog>
  );
}
