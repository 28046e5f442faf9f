import { Button, Dialog, Heading } from '@digdir/designsystemet-react';
import { useId, type ReactNode } from 'react';
import { useTexts } from '../i18n/react';

interface Props {
  open: boolean;
  title: string;
  children?: ReactNode;
  /** The act in the person's words: «Slett utkastet», never «OK». */
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before an act that can't be undone. */
export function ConfirmDialog({ open, title, children, confirm, danger, busy, onConfirm, onCancel }: Props) {
  const t = useTexts();
  const heading = useId();
  return (
    <Dialog open={open} onClose={onCancel} closeButton={t('app.close')} aria-labelledby={heading}>
      <Heading level={2} data-size="sm" id={heading}>{title}</Heading>
      {children}
      <div className="row">
        <Button data-color={danger ? 'danger' : undefined} loading={busy} onClick={onConfirm}>{confirm}</Button>
        <Button variant="secondary" onClick={onCancel}>{t('app.cancel')}</Button>
      </div>
    </Dialog>
  );
}
