import { Button, ValidationMessage } from '@digdir/designsystemet-react';
import { TrashIcon } from '@navikt/aksel-icons';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { headers, session } from '../gql/client';
import { useFormat, useTexts } from '../i18n/react';
import { useAnnouncer } from './Announcer';

/** A file that the server has taken in; an act then attaches it by its id. Of an image the server also made a small one. */
export interface Uploaded { id: string; name: string; size: number; thumbnailId?: string; width?: number; height?: number }

interface Props {
  label: ReactNode;
  description?: ReactNode;
  /** What the file is for; the server holds it against what that may be. */
  purpose: 'image' | 'document' | 'import' | 'logo';
  /** As in HTML: ".pdf,image/*". */
  accept?: string;
  multiple?: boolean;
  /** The largest file, in bytes. */
  max?: number;
  files: readonly Uploaded[];
  onFiles: (files: Uploaded[]) => void;
}

interface Underway { key: number; name: string; part: number }

/** Sends files to POST /files as they are chosen or dropped, and shows how far each has come. The browser's own file field, so that every aid knows it. */
export function FileUpload({ label, description, purpose, accept, multiple, max = 20_000_000, files, onFiles }: Props) {
  const t = useTexts();
  const { fileSize } = useFormat();
  const { announce } = useAnnouncer();
  const field = useId();
  const [underway, setUnderway] = useState<Underway[]>([]);
  const [errors, setErrors] = useState<string[]>([]);
  const [over, setOver] = useState(false);
  const next = useRef(0);
  // Several files may arrive one after another before the parent has drawn the first.
  const taken = useRef(files);
  useEffect(() => {
    taken.current = files;
  }, [files]);

  async function take(chosen: readonly File[]) {
    const tooLarge = chosen.filter(file => file.size > max);
    setErrors(tooLarge.map(file => t('upload.tooLarge', { name: file.name, max: fileSize(max) })));
    await Promise.all(chosen.filter(file => file.size <= max).map(async file => {
      const key = (next.current += 1);
      setUnderway(all => [...all, { key, name: file.name, part: 0 }]);
      try {
        const uploaded = await send(file, purpose, part => setUnderway(all => all.map(one => (one.key === key ? { ...one, part } : one))));
        taken.current = multiple ? [...taken.current, uploaded] : [uploaded];
        onFiles([...taken.current]);
        announce(t('upload.done', { name: file.name }));
      } catch (error) {
        const reason = error instanceof Error ? error.message : '';
        setErrors(all => [...all, [t('upload.failed', { name: file.name }), reason].filter(Boolean).join(' ')]);
      } finally {
        setUnderway(all => all.filter(one => one.key !== key));
      }
    }));
  }

  return (
    <div className="upload">
      <div
        className={over ? 'drop over' : 'drop'}
        onDragOver={event => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          event.preventDefault();
          setOver(false);
          void take([...event.dataTransfer.files].slice(0, multiple ? undefined : 1));
        }}
      >
        <label htmlFor={field}><strong>{label}</strong></label>
        <span className="muted" id={`${field}-help`}>{description} {t('upload.limit', { max: fileSize(max) })}</span>
        <input
          id={field}
          type="file"
          className="visually-hidden"
          accept={accept}
          multiple={multiple}
          aria-describedby={`${field}-help ${field}-errors`}
          aria-invalid={errors.length > 0 || undefined}
          onChange={event => {
            void take([...(event.target.files ?? [])]);
            event.target.value = ''; // so that the same file can be tried again
          }}
        />
        {/* The browser's own button speaks the browser's language; a second label for the field speaks ours. */}
        <label htmlFor={field} className="ds-button" data-variant="secondary" data-size="sm">{t('upload.choose')}</label>
      </div>
      <div id={`${field}-errors`} role="alert">{errors.map(error => <ValidationMessage key={error}>{error}</ValidationMessage>)}</div>
      <ul>
        {files.map(file => (
          <li key={file.id}>
            <span>{file.name} <span className="muted">({fileSize(file.size)})</span></span>
            <Button icon variant="tertiary" data-size="sm" data-color="danger" aria-label={t('upload.remove', { name: file.name })} onClick={() => onFiles(files.filter(one => one.id !== file.id))}>
              <TrashIcon aria-hidden />
            </Button>
          </li>
        ))}
        {underway.map(({ key, name, part }) => (
          <li key={key}><span>{name}</span><progress aria-label={t('upload.progress', { name })} value={part} max={1} /></li>
        ))}
      </ul>
    </div>
  );
}

/** Uploads one file. XMLHttpRequest, because fetch does not tell how far an upload has come. */
function send(file: File, purpose: Props['purpose'], onPart: (part: number) => void): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file);
    request.open('POST', `/files?purpose=${purpose}`);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.upload.addEventListener('progress', event => event.lengthComputable && onPart(event.loaded / event.total));
    request.addEventListener('load', () => {
      const answer = (request.response ?? {}) as Partial<Uploaded> & { message?: string; errors?: { message: string }[] };
      if (request.status < 300 && answer.id) return resolve({ ...answer, id: answer.id, name: answer.name ?? file.name, size: answer.size ?? file.size });
      if (request.status === 401) session.dispatchEvent(new Event('ended'));
      reject(new Error(answer.errors?.[0]?.message ?? answer.message ?? ''));
    });
    request.addEventListener('error', () => reject(new Error('')));
    request.send(form);
  });
}
