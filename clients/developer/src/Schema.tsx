import { ErrorView, Loading, Page, useSession } from '@kobo/shared';
import { Button, Paragraph, Search } from '@digdir/designsystemet-react';
import { DownloadIcon } from '@navikt/aksel-icons';
import { useMemo, useState } from 'react';
import { Access } from './Access';
import { CodeBlock } from './CodeBlock';
import { useT } from './texts';
import { useToken } from './token';
import { useSchema } from './useSchema';

/** The viewer's schema as text: to search in, and to take home for code generation. */
export function Schema() {
  const t = useT();
  const { token } = useToken();
  const { data: session } = useSession();
  const { data: sdl, error, isFetching, refetch } = useSchema();
  const [sought, setSought] = useState('');
  const shown = useMemo(() => (sdl ? definitionsWith(sdl, sought) : ''), [sdl, sought]);
  return (
    <Page title={t('page.schema')} actions={sdl && <Button onClick={() => save(sdl)}><DownloadIcon aria-hidden />{t('schema.download')}</Button>}>
      <Paragraph className="narrow">{t('schema.lead')}</Paragraph>
      {!token && session === null && <Access wrong={false} />}
      {error && <ErrorView error={error} onRetry={() => void refetch()} />}
      {isFetching && <Loading />}
      {sdl && (
        <>
          <Search className="narrow">
            <Search.Input aria-label={t('schema.search')} placeholder={t('schema.search')} value={sought} onChange={event => setSought(event.target.value)} />
            <Search.Clear />
          </Search>
          <div role="status" className="visually-hidden">{shown === '' ? t('schema.noHits') : ''}</div>
          {shown === '' ? <Paragraph>{t('schema.noHits')}</Paragraph> : <CodeBlock label={t('page.schema')} language="graphql">{shown}</CodeBlock>}
        </>
      )}
    </Page>
  );
}

/** The definitions that hold the text, descriptions included; all of them when it is empty. */
export function definitionsWith(sdl: string, text: string): string {
  if (text.trim() === '') return sdl;
  const wanted = text.trim().toLowerCase();
  return sdl.split(/\n\n(?=\S)/).filter(definition => definition.toLowerCase().includes(wanted)).join('\n\n');
}

function save(sdl: string): void {
  const address = URL.createObjectURL(new Blob([sdl], { type: 'text/plain' }));
  Object.assign(document.createElement('a'), { href: address, download: 'kobo.graphql' }).click();
  URL.revokeObjectURL(address);
}
