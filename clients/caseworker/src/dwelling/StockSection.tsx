import { ConfirmDialog, faultOf, hashOf, query, Timeline, useAct, useAnnouncer, useFormat } from '@kobo/shared';
import { Button } from '@digdir/designsystemet-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCodes } from '../codes';
import { CheckField, ChoiceField, DayField, RadioField, TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asText, today } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import type { StockEntry, StockExit } from '../gql/graphql';
import { DwellingsDocument } from '../overview/dwellings';
import { useT } from '../texts';
import { useDwelling } from './dwelling';
import { Fact, Facts, Section } from './Section';
import { useDone } from './undo';

const StockFragment = graphql(/* GraphQL */ `
  fragment StockSection on Dwelling {
    id
    stock { enteredOn entry leftOn exit }
    stockChanges { id on entry exit note recordedBy supersededAt correction }
  }
`);
const LeaveDocument = graphql(/* GraphQL */ `
  mutation DwellingLeaveStock($id: ID!, $version: Int!, $input: DwellingLeaveStockInput!) {
    dwellingLeaveStock(id: $id, version: $version, input: $input) { dwelling { id version } userErrors { code message field } }
  }
`);
const ReturnDocument = graphql(/* GraphQL */ `
  mutation DwellingReturnToStock($id: ID!, $version: Int!, $input: DwellingReturnToStockInput!) {
    dwellingReturnToStock(id: $id, version: $version, input: $input) { dwelling { id version } userErrors { code message field } }
  }
`);
const MergeDocument = graphql(/* GraphQL */ `
  mutation DwellingMerge($id: ID!, $version: Int!, $into: ID!) {
    dwellingMerge(id: $id, version: $version, into: $into) { dwelling { id version } userErrors { code message field } }
  }
`);
const RemoveDocument = graphql(/* GraphQL */ `
  mutation DwellingRemove($id: ID!, $version: Int!) {
    dwellingRemove(id: $id, version: $version) { removedId userErrors { code message field } }
  }
`);
const NearDocument = graphql(/* GraphQL */ `
  query MergeCandidates($filter: DwellingFilter) {
    dwellings(filter: $filter, first: 50) { nodes { id address { text } } }
  }
`);

/** How the dwelling came into the stock and left it, and what is done with records that should not be: two of the same, or one by mistake. */
export function StockSection({ dwelling: masked }: { dwelling: FragmentType<typeof StockFragment> }) {
  const t = useT();
  const { date } = useFormat();
  const { label, options } = useCodes();
  const { id, version, address, may, refresh } = useDwelling();
  const { stock, stockChanges } = readFragment(StockFragment, masked);
  const { toast } = useAnnouncer();
  const done = useDone();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [open, setOpen] = useState<'leave' | 'return' | 'merge' | 'remove'>();
  const leave = useAct(LeaveDocument);
  const back = useAct(ReturnDocument);
  const merge = useAct(MergeDocument);
  const remove = useAct(RemoveDocument);
  const near = useQuery({ ...query(NearDocument, { filter: { text: address.split(',')[0] } }), enabled: open === 'merge' }).data?.dwellings.nodes ?? [];
  const close = () => setOpen(undefined);
  const reread = () => client.invalidateQueries({ queryKey: [hashOf(DwellingsDocument)] });

  return (
    <Section
      id="stock"
      title={t('stock.title')}
      actions={
        <>
          {may('RETURN_TO_STOCK') && <Button data-size="sm" variant="secondary" onClick={() => setOpen('return')}>{t('stock.return')}</Button>}
          {may('LEAVE_STOCK') && <Button data-size="sm" variant="secondary" onClick={() => setOpen('leave')}>{t('stock.leave')}</Button>}
          {may('MERGE') && <Button data-size="sm" variant="tertiary" onClick={() => setOpen('merge')}>{t('stock.merge')}</Button>}
          {may('DELETE') && <Button data-size="sm" variant="tertiary" data-color="danger" onClick={() => setOpen('remove')}>{t('stock.remove')}</Button>}
        </>
      }
    >
      <Facts>
        <Fact name={t('stock.entered')}>{date(stock.enteredOn)} <span className="muted">({label('StockEntry', stock.entry)})</span></Fact>
        <Fact name={t('stock.left')}>{stock.leftOn && <>{date(stock.leftOn)} <span className="muted">({label('StockExit', stock.exit)})</span></>}</Fact>
      </Facts>
      {stockChanges.length > 1 && (
        <Timeline items={stockChanges.map(one => ({ key: one.id, at: one.on, by: one.recordedBy, title: <span className={one.supersededAt ? 'struck' : undefined}>{one.exit ? label('StockExit', one.exit) : label('StockEntry', one.entry)}</span>, detail: [one.note, one.correction].filter(Boolean).join('. ') }))} />
      )}
      {open === 'leave' && (
        <FormDialog
          title={t('stock.leave')}
          lead={<p className="muted">{t('stock.leave.help')}</p>}
          submit={t('stock.leave')}
          initial={{ exit: '', on: today() }}
          onCancel={close}
          onConflict={refresh}
          onSubmit={async values => {
            const { dwellingLeaveStock: { dwelling, userErrors } } = await leave.mutateAsync({ id, version, input: { exit: values['exit'] as StockExit, on: String(values['on']), note: asText(values['note']) } });
            if (userErrors.length > 0) return userErrors;
            close();
            done(t('stock.leave.done'), dwelling ? async () => (await back.mutateAsync({ id, version: dwelling.version, input: { entry: stock.entry, on: String(values['on']), note: t('status.undone'), undoExit: true } })).dwellingReturnToStock.userErrors : undefined);
          }}
        >
          <RadioField name="exit" label={t('stock.exit')} options={options('StockExit')} required />
          <DayField name="on" label={t('stock.on')} required />
          <TextField name="note" label={t('status.note')} description={t('note.noPersonalData')} rows={2} />
        </FormDialog>
      )}
      {open === 'return' && (
        <FormDialog
          title={t('stock.return')}
          submit={t('stock.return')}
          initial={{ entry: '', on: today() }}
          onCancel={close}
          onConflict={refresh}
          onSubmit={async values => {
            const { dwellingReturnToStock: { userErrors } } = await back.mutateAsync({ id, version, input: { entry: values['entry'] as StockEntry, on: String(values['on']), note: asText(values['note']), undoExit: values['undoExit'] === 'true' } });
            if (userErrors.length > 0) return userErrors;
            close();
            done(t('stock.return.done'));
          }}
        >
          <CheckField name="undoExit" label={t('stock.undoExit')} description={t('stock.undoExit.help')} />
          <ChoiceField name="entry" label={t('stock.entry')} options={options('StockEntry')} required />
          <DayField name="on" label={t('stock.on')} required />
          <TextField name="note" label={t('status.note')} description={t('note.noPersonalData')} rows={2} />
        </FormDialog>
      )}
      {open === 'merge' && (
        <FormDialog
          title={t('stock.merge')}
          lead={<p>{t('stock.merge.help')} <strong>{t('form.cannotUndo')}</strong></p>}
          submit={t('stock.merge.submit')}
          danger
          initial={{ into: '' }}
          onCancel={close}
          onConflict={refresh}
          onSubmit={async values => {
            const into = String(values['into']);
            const { dwellingMerge: { userErrors } } = await merge.mutateAsync({ id, version, into });
            if (userErrors.length > 0) return userErrors;
            close();
            toast(t('stock.merge.done'));
            await reread();
            await navigate({ to: '/dwellings/$id', params: { id: into } });
          }}
        >
          <ChoiceField name="into" label={t('stock.merge.into')} options={near.filter(one => one.id !== id).map(one => ({ value: one.id, label: one.address.text }))} required />
        </FormDialog>
      )}
      <ConfirmDialog
        open={open === 'remove'}
        title={t('stock.remove.title', { address })}
        confirm={t('stock.remove')}
        danger
        busy={remove.isPending}
        onCancel={close}
        onConfirm={() => void remove.mutateAsync({ id, version }).then(async ({ dwellingRemove: { userErrors } }) => {
          close();
          toast(userErrors[0]?.message ?? t('stock.removed'));
          if (userErrors.length > 0) return;
          await reread();
          await navigate({ to: '/dwellings' });
        }, error => toast(faultOf(error).message || t('fault.INTERNAL.title')))}
      >
        <p>{t('stock.remove.help')} {t('form.cannotUndo')}</p>
      </ConfirmDialog>
    </Section>
  );
}
