import { Dialog, Heading, Switch, Table } from '@digdir/designsystemet-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useTexts } from '../i18n/react';

export interface Shortcut {
  /** One key, or several after each other: "/", "g b". */
  keys: string;
  /** What it does, for the overview. */
  does: string;
  run: () => void;
}

const memory = 'kobo.shortcuts';
const pause = 1000; // between two keys that belong together

/** Listens for the shortcuts and shows the overview at `?`. They can be switched off (WCAG 2.1.4) and rest while one writes. Stands once. */
export function Shortcuts({ shortcuts }: { shortcuts: readonly Shortcut[] }) {
  const t = useTexts();
  const heading = useId();
  const [open, setOpen] = useState(false);
  const [enabled, setEnabled] = useState(() => localStorage.getItem(memory) !== 'off');
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  }, [shortcuts]);

  useEffect(() => {
    let typed = '';
    let last = 0;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || isWriting(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      typed = event.timeStamp - last < pause && typed ? `${typed} ${event.key}` : event.key;
      last = event.timeStamp;
      if (typed.endsWith('?')) {
        typed = '';
        return setOpen(true); // the way to switch them on again must work when they are off
      }
      if (!enabled) return;
      const found = latest.current.find(({ keys }) => typed === keys) ?? latest.current.find(({ keys }) => event.key === keys);
      if (!found) return;
      typed = '';
      event.preventDefault();
      found.run();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [enabled]);

  return (
    <Dialog open={open} onClose={() => setOpen(false)} closeButton={t('app.close')} closedby="any" aria-labelledby={heading}>
      <Heading level={2} data-size="sm" id={heading}>{t('shortcuts.title')}</Heading>
      <Table data-size="sm">
        <Table.Head>
          <Table.Row><Table.HeaderCell>{t('shortcuts.key')}</Table.HeaderCell><Table.HeaderCell>{t('shortcuts.does')}</Table.HeaderCell></Table.Row>
        </Table.Head>
        <Table.Body>
          {[...shortcuts, { keys: '?', does: t('shortcuts.help') }].map(({ keys, does }) => (
            <Table.Row key={keys}>
              <Table.Cell>{keys.split(' ').map((key, index) => <span key={index}>{index > 0 && ` ${t('shortcuts.then')} `}<kbd>{key}</kbd></span>)}</Table.Cell>
              <Table.Cell>{does}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
      <div className="row">
        <Switch
          label={t('shortcuts.enabled')}
          checked={enabled}
          onChange={event => {
            setEnabled(event.target.checked);
            localStorage.setItem(memory, event.target.checked ? 'on' : 'off');
          }}
        />
      </div>
    </Dialog>
  );
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
