import { Page } from '@kobo/shared';
import { Paragraph } from '@digdir/designsystemet-react';
import changelog from '../../../docs/schema-changelog.md?raw';
import { Markdown } from './Markdown';
import { useT } from './texts';

/** What has changed in the schema, newest first. The text is written in bokmål, in docs/schema-changelog.md. */
export function Changelog() {
  const t = useT();
  return (
    <Page title={t('page.changelog')} className="narrow">
      <Paragraph>{t('changelog.lead')}</Paragraph>
      <article className="card" lang="nb"><Markdown text={changelog.replace(/^# .*\n/, '')} /></article>
    </Page>
  );
}
