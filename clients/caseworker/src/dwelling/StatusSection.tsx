import { Timeline, useAct, useFormat } from '@kobo/shared';
import { Button, Details } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useCodes } from '../codes';
import { ChoiceField, DayField, RadioField, TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asText, later, rounded, today } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import type { DwellingAct, DwellingSetStatusInput, DwellingStatus } from '../gql/graphql';
import { MarkerTags, StatusTag } from '../StatusTag';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { ReservationPart } from './ReservationPart';
import { Fact, Facts, Section } from './Section';
import { useDone } from './undo';

const StatusFragment = graphql(/* GraphQL */ `
  fragment StatusSection on Dwelling {
    id
    version
    status
    displayStatus
    statusSince
    markers
    rentToOwn
    plannedReadyOn
    vacancy { since days costOre }
    expectedVacancy { on reason overdue setBy setAt }
    statusPeriods { id status validFrom reason note recordedAt recordedBy supersededAt correction }
    ...ReservationPart
  }
`);
const SetStatusDocument = graphql(/* GraphQL */ `
  mutation DwellingSetStatus($id: ID!, $version: Int!, $input: DwellingSetStatusInput!, $key: Key) {
    dwellingSetStatus(id: $id, version: $version, input: $input, key: $key) {
      dwelling { id version statusPeriods { id recordedAt supersededAt } }
      userErrors { code message field }
    }
  }
`);
const CorrectStatusDocument = graphql(/* GraphQL */ `
  mutation DwellingCorrectStatus($id: ID!, $version: Int!, $input: DwellingCorrectStatusInput!) {
    dwellingCorrectStatus(id: $id, version: $version, input: $input) {
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const ExpectedDocument = graphql(/* GraphQL */ `
  mutation DwellingSetExpectedVacancy($id: ID!, $version: Int!, $on: Date) {
    dwellingSetExpectedVacancy(id: $id, version: $version, on: $on) {
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);
const FlagDocument = graphql(/* GraphQL */ `
  mutation DwellingSetRentToOwn($id: ID!, $version: Int!, $input: DwellingUpdateInput!) {
    dwellingUpdate(id: $id, version: $version, input: $input) {
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);

const settable: Partial<Record<DwellingAct, DwellingStatus>> = { SET_READY: 'READY', SET_UNDER_MAINTENANCE: 'UNDER_MAINTENANCE', SET_UNAVAILABLE: 'UNAVAILABLE' };
const byHand = ['CLEANING', 'RENOVATION', 'FIRE_DAMAGE', 'WATER_DAMAGE', 'PEST', 'WORK_DONE', 'PLANNED_SALE', 'OTHER'];

/** What the dwelling is now and has been, who holds it, and the acts on that. */
export function StatusSection({ dwelling: masked }: { dwelling: FragmentType<typeof StatusFragment> }) {
  const t = useT();
  const { date, money, number } = useFormat();
  const { label } = useCodes();
  const { may, id } = useDwelling();
  const { does } = useAccess();
  const done = useDone();
  const dwelling = readFragment(StatusFragment, masked);
  const [open, setOpen] = useState<'status' | 'expected' | 'correct'>();
  const flag = useAct(FlagDocument);
  const { displayStatus, statusSince, plannedReadyOn, vacancy, expectedVacancy, markers, rentToOwn, statusPeriods } = dwelling;

  const setRentToOwn = async (on: boolean) => {
    const { dwellingUpdate: { dwelling: after, userErrors } } = await flag.mutateAsync({ id, version: dwelling.version, input: { rentToOwn: on } });
    if (userErrors[0]) return done(userErrors[0].message);
    done(t(on ? 'status.rentToOwn.set' : 'status.rentToOwn.cleared'), async () => (await flag.mutateAsync({ id, version: after?.version ?? 0, input: { rentToOwn: !on } })).dwellingUpdate.userErrors);
  };
  const statuses = (Object.keys(settable) as DwellingAct[]).filter(may).map(act => settable[act]!);
  return (
    <Section
      id="status"
      title={t('status.title')}
      actions={
        <>
          {statuses.length > 0 && <Button data-size="sm" onClick={() => setOpen('status')}>{t('status.change')}</Button>}
          {does('DWELLING_STATUS') && displayStatus !== 'SOLD' && expectedVacancy !== undefined && <Button data-size="sm" variant="secondary" onClick={() => setOpen('expected')}>{t('status.expected')}</Button>}
          {may('UPDATE') && does('DWELLING_EDIT') && <Button data-size="sm" variant="secondary" onClick={() => void setRentToOwn(!rentToOwn)}>{t(rentToOwn ? 'status.rentToOwn.clear' : 'status.rentToOwn.mark')}</Button>}
        </>
      }
    >
      <Facts>
        <Fact name={t('overview.status')}><span className="tags"><StatusTag status={displayStatus} /></span></Fact>
        {markers && markers.length > 0 && <Fact name={t('overview.markers')}><span className="tags"><MarkerTags markers={markers} /></span></Fact>}
        <Fact name={t('status.since')}>{statusSince && date(statusSince)}</Fact>
        <Fact name={t('status.plannedReady')}>{plannedReadyOn && date(plannedReadyOn)}</Fact>
        <Fact name={t('status.vacant')}>{vacancy && t('status.vacantValue', { date: date(vacancy.since), count: vacancy.days })}</Fact>
        <Fact name={t('status.cost')}>{vacancy?.costOre != null && money(rounded(vacancy.costOre))}</Fact>
        <Fact name={t('status.expectedVacant')}>
          {expectedVacancy && <>{date(expectedVacancy.on)} <span className="muted">({label('ExpectedVacancyReason', expectedVacancy.reason)}{expectedVacancy.setBy && `, ${expectedVacancy.setBy}`})</span>{expectedVacancy.overdue && <strong> {t('status.overdue')}</strong>}</>}
        </Fact>
      </Facts>
      <ReservationPart dwelling={dwelling} />
      <Details data-size="sm">
        <Details.Summary>{t('status.history', { count: number(statusPeriods.length) })}</Details.Summary>
        <Details.Content>
          <Timeline
            items={statusPeriods.map((period, index) => ({
              key: period.id,
              at: period.validFrom,
              title: <span className={period.supersededAt ? 'struck' : undefined}>{label('DwellingStatus', period.status)}</span>,
              by: period.recordedBy,
              detail: [label('StatusReason', period.reason), period.note, period.correction && t('status.corrected', { reason: period.correction })].filter(Boolean).join('. '),
              current: index === statusPeriods.findIndex(one => !one.supersededAt),
            }))}
          />
          {does('DWELLING_STATUS') && statusPeriods.length > 0 && <Button className="no-print" data-size="sm" variant="tertiary" onClick={() => setOpen('correct')}>{t('status.correct')}</Button>}
        </Details.Content>
      </Details>
      {open === 'status' && <StatusDialog statuses={statuses} onClose={() => setOpen(undefined)} />}
      {open === 'expected' && <ExpectedDialog on={expectedVacancy?.reason === 'BY_HAND' ? expectedVacancy.on : ''} onClose={() => setOpen(undefined)} />}
      {open === 'correct' && (
        <CorrectDialog
          periods={statusPeriods.filter(one => !one.supersededAt).map(one => ({ value: one.id, label: `${label('DwellingStatus', one.status)}, ${date(one.validFrom)}` }))}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Section>
  );
}

function StatusDialog({ statuses, onClose }: { statuses: readonly DwellingStatus[]; onClose: () => void }) {
  const t = useT();
  const { label, options } = useCodes();
  const { id, version, refresh } = useDwelling();
  const done = useDone();
  const set = useAct(SetStatusDocument);
  const correct = useAct(CorrectStatusDocument);
  const [key] = useState(() => crypto.randomUUID());
  return (
    <FormDialog
      title={t('status.change')}
      submit={t('status.set')}
      initial={{ status: statuses.length === 1 ? statuses[0]! : '', validFrom: today() }}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async values => {
        const input: DwellingSetStatusInput = {
          status: values['status'] as DwellingStatus,
          validFrom: String(values['validFrom']),
          reason: (asText(values['reason']) ?? undefined) as DwellingSetStatusInput['reason'],
          note: asText(values['note']),
          plannedReadyOn: asText(values['plannedReadyOn']),
        };
        const { dwellingSetStatus: { dwelling, userErrors } } = await set.mutateAsync({ id, version, input, key });
        if (userErrors.length > 0) return userErrors;
        onClose();
        const period = dwelling?.statusPeriods.filter(one => !one.supersededAt).toSorted((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1))[0];
        done(
          t('status.done', { status: label('DwellingStatus', input.status) }),
          dwelling && period ? async () => (await correct.mutateAsync({ id, version: dwelling.version, input: { periodId: period.id, withdraw: true, correction: t('status.undone') } })).dwellingCorrectStatus.userErrors : undefined,
        );
      }}
    >
      <RadioField name="status" label={t('status.new')} options={statuses.map(value => ({ value, label: label('DwellingStatus', value) }))} required />
      <DayField name="validFrom" label={t('status.from')} required />
      <ChoiceField name="reason" label={t('status.reason')} options={options('StatusReason').filter(one => byHand.includes(one.value))} />
      <DayField name="plannedReadyOn" label={t('status.plannedReady')} description={t('status.plannedReady.help')} />
      <TextField name="note" label={t('status.note')} description={t('note.noPersonalData')} rows={2} />
    </FormDialog>
  );
}

function ExpectedDialog({ on, onClose }: { on: string; onClose: () => void }) {
  const t = useT();
  const { id, version, refresh } = useDwelling();
  const done = useDone();
  const set = useAct(ExpectedDocument);
  return (
    <FormDialog
      title={t('status.expected')}
      submit={t('form.save')}
      initial={{ on }}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async values => {
        const { dwellingSetExpectedVacancy: { dwelling, userErrors } } = await set.mutateAsync({ id, version, on: asText(values['on']) });
        if (userErrors.length > 0) return userErrors;
        onClose();
        done(t('status.expected.done'), async () => (await set.mutateAsync({ id, version: dwelling?.version ?? 0, on: on || null })).dwellingSetExpectedVacancy.userErrors);
      }}
    >
      <DayField name="on" label={t('status.expectedVacant')} description={t('status.expected.help')} min={later(today(), { days: 0 })} />
    </FormDialog>
  );
}

function CorrectDialog({ periods, onClose }: { periods: readonly { value: string; label: string }[]; onClose: () => void }) {
  const t = useT();
  const { options } = useCodes();
  const { id, version, refresh } = useDwelling();
  const done = useDone();
  const correct = useAct(CorrectStatusDocument);
  return (
    <FormDialog
      title={t('status.correct')}
      lead={<p className="muted">{t('status.correct.help')}</p>}
      submit={t('status.correct.submit')}
      initial={{ periodId: periods[0]?.value ?? '', how: 'change' }}
      onCancel={onClose}
      onConflict={refresh}
      onSubmit={async values => {
        const withdraw = values['how'] === 'withdraw';
        const { dwellingCorrectStatus: { userErrors } } = await correct.mutateAsync({
          id,
          version,
          input: {
            periodId: String(values['periodId']),
            correction: String(values['correction']),
            ...(withdraw ? { withdraw } : { status: (asText(values['status']) ?? undefined) as DwellingStatus | undefined, validFrom: asText(values['validFrom']) ?? undefined }),
          },
        });
        if (userErrors.length > 0) return userErrors;
        onClose();
        done(t('status.correct.done'));
      }}
    >
      <ChoiceField name="periodId" label={t('status.correct.which')} options={periods} required />
      <RadioField name="how" label={t('status.correct.how')} options={[{ value: 'change', label: t('status.correct.change') }, { value: 'withdraw', label: t('status.correct.withdraw') }]} required />
      <ChoiceField name="status" label={t('status.new')} options={options('DwellingStatus').filter(one => one.value !== 'LET' && one.value !== 'SOLD')} />
      <DayField name="validFrom" label={t('status.from')} />
      <TextField name="correction" label={t('form.why')} rows={2} required />
    </FormDialog>
  );
}
