import { useAnnouncer } from '@kobo/shared';
import { Button } from '@digdir/designsystemet-react';
import { FilesIcon } from '@navikt/aksel-icons';
import { useT } from './texts';

/** Code to read and copy. Long lines scroll in the block, not the page. */
export function CodeBlock({ label, language, children }: { label: string; language: string; children: string }) {
  const t = useT();
  const { toast } = useAnnouncer();
  return (
    <div className="code">
      <Button
        className="copy"
        data-size="sm"
        variant="tertiary"
        icon
        aria-label={`${t('app.copy')}: ${label}`}
        onClick={() => void navigator.clipboard.writeText(children).then(() => toast(t('app.copied')), () => undefined)}
      >
        <FilesIcon aria-hidden />
      </Button>
      <pre tabIndex={0} aria-label={label} role="region"><code data-language={language}>{children}</code></pre>
    </div>
  );
}
