import { Page, useConfig, useFormat } from '@kobo/shared';
import { Heading, Link, List, Paragraph, Table } from '@digdir/designsystemet-react';
import { CodeBlock } from './CodeBlock';
import type nb from './i18n/nb.json';
import { useT } from './texts';

const curl = (...lines: string[]) => lines.join(' \\\n  ');

/** From nothing to the first answer. */
export function Start() {
  const t = useT();
  const origin = location.origin;
  return (
    <Page title={t('page.start')} className="narrow">
      <Paragraph>{t('start.lead')}</Paragraph>

      <Heading level={2} data-size="sm">{t('start.token.title')}</Heading>
      <Paragraph>{t('start.token.text')}</Paragraph>
      <List.Ordered>
        <List.Item>{t('start.token.scope')}</List.Item>
        <List.Item>{t('start.token.grant')}</List.Item>
        <List.Item>{t('start.token.short')}</List.Item>
      </List.Ordered>

      <Heading level={2} data-size="sm">{t('start.ask.title')}</Heading>
      <Paragraph>{t('start.ask.text')}</Paragraph>
      <CodeBlock label={t('start.ask.title')} language="sh">
        {curl(`curl ${origin}/graphql`, `--header "Authorization: Bearer $TOKEN"`, `--header "Content-Type: application/json"`, `--data '{"query": "{ __schema { queryType { fields { name } } } }"}'`)}
      </CodeBlock>

      <Heading level={2} data-size="sm">{t('start.schema.title')}</Heading>
      <Paragraph>{t('start.schema.text')}</Paragraph>
      <CodeBlock label={t('start.schema.title')} language="sh">
        {curl(`curl ${origin}/schema.graphql`, `--header "Authorization: Bearer $TOKEN"`, `--output kobo.graphql`)}
      </CodeBlock>

      <Heading level={2} data-size="sm">{t('start.errors.title')}</Heading>
      <Paragraph>{t('start.errors.text')}</Paragraph>
      <CodeBlock label={t('start.errors.title')} language="json">
        {JSON.stringify({ errors: [{ message: t('fault.NOT_FOUND.title'), path: ['node'], extensions: { code: 'NOT_FOUND' } }] }, null, 2)}
      </CodeBlock>
      <Paragraph>{t('start.errors.user')}</Paragraph>

      <Limits />

      <Heading level={2} data-size="sm">{t('start.changes.title')}</Heading>
      <Paragraph>{t('start.changes.text')} <Link href="/developer/changelog">{t('page.changelog')}</Link></Paragraph>
    </Page>
  );
}

/** The limits of this installation, under the names that a refusal gives. */
function Limits() {
  const t = useT();
  const { number } = useFormat();
  const limits = Object.entries(useConfig().limits ?? {}).filter(([, most]) => typeof most === 'number');
  if (limits.length === 0) return null;
  return (
    <>
      <Heading level={2} data-size="sm">{t('start.limits.title')}</Heading>
      <Paragraph>{t('start.limits.text')}</Paragraph>
      <div className="table-scroll" role="region" tabIndex={0} aria-label={t('start.limits.title')}>
        <Table data-size="sm">
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{t('start.limits.name')}</Table.HeaderCell>
              <Table.HeaderCell>{t('start.limits.what')}</Table.HeaderCell>
              <Table.HeaderCell className="numeric">{t('start.limits.most')}</Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {limits.map(([name, most]) => {
              const key = `limit.${name}` as keyof typeof nb;
              const what = t(key);
              return (
                <Table.Row key={name}>
                  <Table.Cell><code>{name}</code></Table.Cell>
                  <Table.Cell>{what === key ? '' : what}</Table.Cell>
                  <Table.Cell className="numeric">{number(most)}</Table.Cell>
                </Table.Row>
              );
            })}
          </Table.Body>
        </Table>
      </div>
    </>
  );
}
