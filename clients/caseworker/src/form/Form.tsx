import { ErrorView, Fault, faultOf, useFormat } from '@kobo/shared';
import { Alert, Button, ErrorSummary, Heading, Paragraph, Table } from '@digdir/designsystemet-react';
import { createContext, useContext, useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { useT } from '../texts';
import { today, type Values } from './values';

/** What the server answers when it did not do it. */
export interface Refusal {
  code: string;
  message: string;
  field: readonly string[];
}

interface Field {
  label: string;
  /** What is wrong with a value, in the reader's language. */
  check: (value: string | string[]) => string | undefined;
  /** A value as people read it. */
  show: (value: string | string[]) => string;
}

interface Context {
  id: (name: string) => string;
  value: (name: string) => string | string[];
  set: (name: string, value: string | string[]) => void;
  error: (name: string) => string | undefined;
  register: (name: string, field: Field) => () => void;
}

const FormContext = createContext<Context | null>(null);

/** The form that a field stands in. */
export function useForm(): Context {
  const context = useContext(FormContext);
  if (!context) throw new Error('a field outside Form');
  return context;
}

interface Props {
  /** What is recorded now. It may change while one writes: what one has not touched follows. */
  initial: Values;
  /** The act in the person's words. */
  submit: string;
  danger?: boolean;
  /** Carries it out with all values, and those that were changed. Returns what was refused, or nothing; a fault is thrown. */
  onSubmit: (values: Values, changed: Values) => Promise<readonly Refusal[] | void>;
  onCancel?: () => void;
  /** Reads again what the form is about, after somebody else changed it. Returns when that was changed last. */
  onConflict?: () => Promise<string | undefined>;
  children: ReactNode;
}

const same = (a: string | string[] | undefined, b: string | string[] | undefined) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');

/**
 * A form: what is wrong stands at the field and in a list above the button that leads there; a conflict shows what oneself wrote
 * beside what the other did, and nothing written is lost.
 */
export function Form({ initial, submit, danger, onSubmit, onCancel, onConflict, children }: Props) {
  const t = useT();
  const form = useId();
  const [edits, setEdits] = useState<Values>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [general, setGeneral] = useState<string[]>([]);
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState<{ at?: string; before: Values }>();
  const [tries, setTries] = useState(0);
  const [fields] = useState(() => new Map<string, Field>());
  const summary = useRef<HTMLElement>(null);
  const stated = useRef(initial);

  // Focus goes to what is wrong, each time it is found.
  useEffect(() => {
    if (tries > 0) summary.current?.focus();
  }, [tries]);

  const context = useMemo<Context>(() => {
    const id = (name: string) => `${form}${name}`;
    return {
      id,
      value: name => edits[name] ?? initial[name] ?? '',
      set: (name, value) => {
        setEdits(all => ({ ...all, [name]: value }));
        setErrors(all => Object.fromEntries(Object.entries(all).filter(([one]) => one !== name)));
      },
      error: name => errors[name],
      register: (name, field) => {
        fields.set(name, field);
        return () => {
          if (fields.get(name) === field) fields.delete(name);
        };
      },
    };
  }, [form, edits, errors, initial, fields]);

  const inOrder = (names: string[]) => names.toSorted((a, b) => {
    const [one, other] = [a, b].map(name => document.getElementById(`${form}${name}`));
    return one && other ? (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1) : 0;
  });

  async function act() {
    if (busy) return;
    const values = { ...initial, ...edits };
    const changed = Object.fromEntries(Object.entries(edits).filter(([name, value]) => !same(value, initial[name])));
    const wrong: Record<string, string> = {};
    for (const [name, field] of fields) {
      const text = field.check(values[name] ?? '');
      if (text) wrong[name] = text;
    }
    setErrors(wrong);
    setGeneral([]);
    setFault(undefined);
    if (Object.keys(wrong).length > 0) return setTries(tries + 1);
    setBusy(true);
    stated.current = initial;
    try {
      const refused = (await onSubmit(values, changed)) ?? [];
      setConflict(undefined);
      if (refused.length > 0) await refuse(refused);
    } catch (error) {
      const found = faultOf(error);
      if (found.code === 'CONFLICT' && onConflict) await refuse([{ code: 'CONFLICT', message: found.message, field: [] }]);
      else setFault(found);
    } finally {
      setBusy(false);
    }
  }

  async function refuse(refused: readonly Refusal[]) {
    const stale = refused.find(one => one.code === 'CONFLICT' && (one.field.length === 0 || one.field.includes('version')));
    if (stale && onConflict) {
      const at = await onConflict();
      setConflict({ at, before: stated.current });
      return setTries(n => n + 1);
    }
    const at: Record<string, string> = {};
    const others: string[] = [];
    for (const { field, message } of refused) {
      const name = [...field].toReversed().find(part => fields.has(part));
      if (name && !at[name]) at[name] = message;
      else if (!name) others.push(message);
    }
    setErrors(at);
    setGeneral(others);
    setTries(n => n + 1);
  }

  const wrong = inOrder(Object.keys(errors));
  return (
    <FormContext value={context}>
      <form
        noValidate
        className="form"
        onSubmit={event => {
          event.preventDefault();
          event.stopPropagation();
          void act();
        }}
      >
        {conflict && <Conflict ref={found => { if (found) summary.current = found; }} at={conflict.at} rows={rowsOf(conflict.before)} onTheirs={() => { setEdits({}); setConflict(undefined); }} />}
        {children}
        {(wrong.length > 0 || general.length > 0) && (
          <ErrorSummary ref={found => { summary.current = found; }} tabIndex={-1} data-size="sm">
            <ErrorSummary.Heading>{t('form.wrong')}</ErrorSummary.Heading>
            <ErrorSummary.List>
              {wrong.map(name => (
                <ErrorSummary.Item key={name}>
                  <ErrorSummary.Link
                    href={`#${context.id(name)}`}
                    onClick={event => {
                      event.preventDefault();
                      document.getElementById(context.id(name))?.focus();
                    }}
                  >
                    {errors[name]}
                  </ErrorSummary.Link>
                </ErrorSummary.Item>
              ))}
              {general.map(text => <li key={text}>{text}</li>)}
            </ErrorSummary.List>
          </ErrorSummary>
        )}
        {fault && <ErrorView error={fault} onRetry={() => void act()} />}
        <div className="row">
          <Button type="submit" data-color={danger ? 'danger' : undefined} loading={busy}>{conflict ? t('conflict.mine') : submit}</Button>
          {onCancel && <Button type="button" variant="secondary" onClick={onCancel}>{t('app.cancel')}</Button>}
        </div>
      </form>
    </FormContext>
  );

  /** What was written beside what is recorded now, for each field where the two differ and somebody changed it. */
  function rowsOf(before: Values) {
    return inOrder([...fields.keys()]).flatMap(name => {
      const field = fields.get(name)!;
      const theirs = initial[name] ?? '';
      const mine = edits[name];
      const changedByThem = !same(before[name], theirs);
      if (!changedByThem && (mine === undefined || same(mine, theirs))) return [];
      return [{ name, label: field.label, mine: mine === undefined ? '' : field.show(mine), theirs: field.show(theirs), changedByThem }];
    });
  }
}

function Conflict({ ref, at, rows, onTheirs }: { ref: React.Ref<HTMLDivElement>; at?: string; rows: { name: string; label: string; mine: string; theirs: string; changedByThem: boolean }[]; onTheirs: () => void }) {
  const t = useT();
  const { time, dateTime } = useFormat();
  const when = at && (new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Oslo' }).format(new Date(at)) === today() ? t('conflict.today', { time: time(at) }) : dateTime(at));
  return (
    <Alert data-color="warning" data-size="sm" ref={ref} tabIndex={-1} role="alert">
      <Heading level={3} data-size="2xs">{when ? t('conflict.title', { when }) : t('conflict.titleOnly')}</Heading>
      <Paragraph>{t('conflict.text')}</Paragraph>
      {rows.length > 0 && (
        <Table data-size="sm" className="conflict">
          <Table.Head>
            <Table.Row><Table.HeaderCell>{t('conflict.field')}</Table.HeaderCell><Table.HeaderCell>{t('conflict.yours')}</Table.HeaderCell><Table.HeaderCell>{t('conflict.now')}</Table.HeaderCell></Table.Row>
          </Table.Head>
          <Table.Body>
            {rows.map(row => (
              <Table.Row key={row.name}>
                <Table.Cell>{row.label}</Table.Cell>
                <Table.Cell>{row.mine || t('conflict.untouched')}</Table.Cell>
                <Table.Cell>{row.changedByThem ? <strong>{row.theirs || '–'}</strong> : row.theirs || '–'}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      )}
      <Button type="button" variant="secondary" data-size="sm" onClick={onTheirs}>{t('conflict.theirs')}</Button>
    </Alert>
  );
}
