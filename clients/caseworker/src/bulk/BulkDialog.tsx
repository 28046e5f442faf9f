import { Table, useAct, useAnnouncer } from '@kobo/shared';
import { Button, Dialog, Heading, Tag } from '@digdir/designsystemet-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useCodes } from '../codes';
import { DayField, RadioField, TextField } from '../form/fields';
import { Form, useForm } from '../form/Form';
import { asText, today, type Values } from '../form/values';
import { graphql } from '../gql';
import type { DwellingsChangeInput, DwellingsChangeMutation, DwellingStatus } from '../gql/graphql';
import { useT } from '../texts';

const ChangeDocument = graphql(/* GraphQL */ `
  mutation DwellingsChange($input: DwellingsChangeInput!, $preview: Boolean!, $key: Key) {
    dwellingsChange(input: $input, preview: $preview, key: $key) {
      results { id changed dwelling { id address { text } } error { code message } }
      userErrors { code message field }
    }
  }
`);
type Result = NonNullable<DwellingsChangeMutation['dwellingsChange']['results']>[number];

const statuses = ['READY', 'UNDER_MAINTENANCE', 'UNAVAILABLE'];

function inputOf(ids: readonly string[], values: Values): DwellingsChangeInput {
  const input: DwellingsChangeInput = { ids: [...ids] };
  switch (values['what']) {
    case 'status':
      return { ...input, status: { status: values['status'] as DwellingStatus, validFrom: String(values['validFrom']), plannedReadyOn: asText(values['plannedReadyOn']), note: asText(values['note']) } };
    case 'rentToOwn': return { ...input, rentToOwn: true };
    case 'noRentToOwn': return { ...input, rentToOwn: false };
    case 'staffBase': return { ...input, staffBase: true };
    default: return { ...input, staffBase: false };
  }
}

/** Changes many: first what would happen to each, then the act, then what happened to each. */
export default function BulkDialog({ ids, onClose, onDone }: { ids: readonly string[]; onClose: () => void; onDone: () => void }) {
  const t = useT();
  const { announce } = useAnnouncer();
  const heading = useId();
  const change = useAct(ChangeDocument);
  const [input, setInput] = useState<DwellingsChangeInput>();
  const [results, setResults] = useState<readonly Result[]>();
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (results) title.current?.focus();
    // Also when the preview becomes the result.
    // oxlint-disable-next-line react/exhaustive-deps, react/exhaustive-effect-dependencies
  }, [results, done]);

  const good = results?.filter(one => one.changed).length ?? 0;
  const bad = (results?.length ?? 0) - good;
  const carryOut = async () => {
    if (!input || !results) return;
    const { dwellingsChange: { results: after, userErrors } } = await change.mutateAsync({ input: { ...input, ids: results.filter(one => one.changed).map(one => one.id) }, preview: false, key });
    if (userErrors[0] || !after) return setProblem(userErrors[0]?.message ?? '');
    const refused = results.filter(one => !one.changed);
    setResults([...after, ...refused]);
    setDone(true);
    announce(t('bulk.done', { count: after.filter(one => one.changed).length }));
  };
  return (
    <Dialog open className="wide" onClose={done ? onDone : onClose} closeButton={t('app.close')} aria-labelledby={heading}>
      <Heading level={2} data-size="sm" id={heading} ref={title} tabIndex={-1}>{results ? t(done ? 'bulk.result' : 'bulk.preview') : t('bulk.changeCount', { count: ids.length })}</Heading>
      {!results ? (
        <Form
          initial={{ what: '', validFrom: today() }}
          submit={t('bulk.see')}
          onCancel={onClose}
          onSubmit={async values => {
            const wanted = inputOf(ids, values);
            const { dwellingsChange: answer } = await change.mutateAsync({ input: wanted, preview: true });
            if (answer.userErrors.length > 0) return answer.userErrors;
            setInput(wanted);
            setResults(answer.results ?? []);
          }}
        >
          <Fields />
        </Form>
      ) : (
        <>
          <p>{t(done ? 'bulk.done' : 'bulk.will', { count: good })}{bad > 0 && ` ${t(done ? 'bulk.refused' : 'bulk.wont', { count: bad })}`}</p>
          {problem && <p role="alert">{problem}</p>}
          <Table
            caption={t(done ? 'bulk.result' : 'bulk.preview')}
            rows={results.toSorted((a, b) => Number(a.changed) - Number(b.changed))}
            rowKey={row => row.id}
            columns={[
              { key: 'dwelling', header: t('page.dwelling'), cell: row => row.dwelling?.address.text ?? row.id },
              { key: 'result', header: t('bulk.outcome'), cell: row => (row.error ? <span className="refused">{row.error.message}</span> : <Tag data-size="sm" data-color={row.changed ? 'success' : 'neutral'}>{t(!row.changed ? 'bulk.same' : done ? 'bulk.changed' : 'bulk.willChange')}</Tag>) },
            ]}
          />
          <div className="row">
            {done ? <Button onClick={onDone}>{t('app.close')}</Button> : (
              <>
                {good > 0 && <Button loading={change.isPending} onClick={() => void carryOut()}>{t('bulk.carryOut', { count: good })}</Button>}
                <Button variant="secondary" onClick={() => setResults(undefined)}>{t('bulk.back')}</Button>
              </>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}

function Fields() {
  const t = useT();
  const { options } = useCodes();
  const { value } = useForm();
  return (
    <>
      <RadioField
        name="what"
        label={t('bulk.what')}
        required
        options={(['status', 'rentToOwn', 'noRentToOwn', 'staffBase', 'noStaffBase'] as const).map(one => ({ value: one, label: t(`bulk.what.${one}`) }))}
      />
      {value('what') === 'status' && (
        <>
          <RadioField name="status" label={t('status.new')} options={options('DwellingStatus').filter(one => statuses.includes(one.value))} required />
          <DayField name="validFrom" label={t('status.from')} required />
          <DayField name="plannedReadyOn" label={t('status.plannedReady')} />
          <TextField name="note" label={t('status.note')} description={t('note.noPersonalData')} rows={2} />
        </>
      )}
    </>
  );
}
