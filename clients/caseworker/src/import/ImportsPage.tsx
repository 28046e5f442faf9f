import { EmptyState, ErrorView, FileUpload, hashOf, Loading, Page, query, Table, useAct, useFormat } from '@kobo/shared';
import { Alert, Button, Heading, Tag } from '@digdir/designsystemet-react';
import { DownloadIcon, FileExcelIcon } from '@navikt/aksel-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCodes } from '../codes';
import { NoAccess } from '../Frame';
import { graphql } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { stateColours } from './states';

const ImportsDocument = graphql(/* GraphQL */ `
  query Imports {
    imports(first: 50) {
      nodes { id name state recordedAt recordedBy counts { new changed same error applied undone } }
    }
  }
`);
const CreateDocument = graphql(/* GraphQL */ `
  mutation ImportCreate($fileId: ID!) {
    importCreate(fileId: $fileId) {
      import { id version }
      userErrors { code message field }
    }
  }
`);

/** Where a workbook is brought in, and those that were brought in before: an import that was left is taken up again here. */
export function ImportsPage() {
  const t = useT();
  const { reads } = useAccess();
  return reads('IMPORT') ? <Imports /> : <NoAccess title={t('import.title')} />;
}

function Imports() {
  const t = useT();
  const { dateTime, number } = useFormat();
  const { label } = useCodes();
  const { does } = useAccess();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ ...query(ImportsDocument, {}), staleTime: 0 });
  const create = useAct(CreateDocument);
  const [problem, setProblem] = useState('');

  const begin = async (fileId: string) => {
    setProblem('');
    const { importCreate: { import: made, userErrors } } = await create.mutateAsync({ fileId });
    if (userErrors[0]) return setProblem(userErrors[0].message);
    await client.invalidateQueries({ queryKey: [hashOf(ImportsDocument)] });
    if (made) await navigate({ to: '/import/$id', params: { id: made.id } });
  };
  return (
    <Page title={t('import.title')} actions={<Button asChild variant="secondary"><a href="/export/template.xlsx" download><DownloadIcon aria-hidden />{t('import.template')}</a></Button>}>
      {does('IMPORT_RUN') && (
        <section className="card stack import-new">
          <p>{t('import.lead')}</p>
          <FileUpload label={t('import.drop')} description={t('import.drop.help')} purpose="import" accept=".xlsx,.csv" max={20 * 1024 * 1024} files={[]} onFiles={files => files[0] && void begin(files[0].id)} />
          {create.isPending && <p role="status">{t('import.reading')}</p>}
          {problem && <Alert data-color="danger" data-size="sm" role="alert">{problem}</Alert>}
          {create.error && <ErrorView error={create.error} />}
        </section>
      )}
      <Heading level={2} data-size="xs">{t('import.earlier')}</Heading>
      {error && !data ? <ErrorView error={error} onRetry={() => void refetch()} /> : !data ? <Loading /> : data.imports.nodes.length === 0 ? (
        <EmptyState icon={<FileExcelIcon aria-hidden />} title={t('import.none')}>{t('import.noneAdvice')}</EmptyState>
      ) : (
        <Table
          caption={t('import.earlier')}
          rows={data.imports.nodes}
          rowKey={row => row.id}
          columns={[
            { key: 'name', header: t('import.file'), cell: row => <Link className="ds-link" to="/import/$id" params={{ id: row.id }}>{row.name}</Link> },
            { key: 'state', header: t('import.state'), cell: row => <Tag data-size="sm" data-color={stateColours[row.state]}>{label('ImportState', row.state)}</Tag> },
            { key: 'when', header: t('log.when'), cell: row => dateTime(row.recordedAt) },
            { key: 'who', header: t('log.who'), cell: row => row.recordedBy ?? '' },
            { key: 'new', header: t('import.count.new'), numeric: true, cell: row => number(row.counts.new) },
            { key: 'changed', header: t('import.count.changed'), numeric: true, cell: row => number(row.counts.changed) },
            { key: 'error', header: t('import.count.error'), numeric: true, cell: row => number(row.counts.error) },
          ]}
        />
      )}
    </Page>
  );
}
