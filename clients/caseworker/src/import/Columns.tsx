import { query, Table, useAct } from '@kobo/shared';
import { Alert, Button, Details, Select } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';

const ColumnsFragment = graphql(/* GraphQL */ `
  fragment Columns on Import {
    id
    version
    columns { heading column label }
  }
`);
const WorkbookDocument = graphql(/* GraphQL */ `
  query WorkbookColumns {
    workbookColumns { name label help required }
  }
`);
const MapDocument = graphql(/* GraphQL */ `
  mutation ImportMapColumns($id: ID!, $version: Int!, $input: ImportMapInput!) {
    importMap(id: $id, version: $version, input: $input) { import { id version } userErrors { code message field } }
  }
`);

/** Which column of ours each heading of the workbook is. It was guessed; people set right what was guessed wrong. */
export function Columns({ item, editable }: { item: FragmentType<typeof ColumnsFragment>; editable: boolean }) {
  const t = useT();
  const { id, version, columns } = readFragment(ColumnsFragment, item);
  const known = useQuery({ ...query(WorkbookDocument, {}), staleTime: Infinity }).data?.workbookColumns ?? [];
  const map = useAct(MapDocument);
  const [chosen, setChosen] = useState<Record<string, string | null>>({});
  const [problem, setProblem] = useState('');
  const of = (heading: string) => (heading in chosen ? chosen[heading]! : (columns.find(one => one.heading === heading)?.column ?? null));
  const used = new Set(columns.map(one => of(one.heading)));
  const lacking = known.filter(one => one.required && !used.has(one.name));
  const ignored = columns.filter(one => of(one.heading) === null).length;
  const save = async () => {
    const { importMap: { userErrors } } = await map.mutateAsync({ id, version, input: { columns: Object.entries(chosen).map(([heading, column]) => ({ heading, column })) } });
    setProblem(userErrors[0]?.message ?? '');
    if (userErrors.length === 0) setChosen({});
  };
  return (
    <Details className="card-details" defaultOpen={lacking.length > 0}>
      <Details.Summary>{t('import.columns', { count: columns.length - ignored })}{ignored > 0 && ` ${t('import.ignored', { count: ignored })}`}</Details.Summary>
      <Details.Content className="stack">
        <p>{t('import.columns.help')}</p>
        {lacking.length > 0 && <Alert data-color="warning" data-size="sm">{t('import.lacking', { names: lacking.map(one => one.label).join(', ') })}</Alert>}
        <Table
          caption={t('import.columnsTitle')}
          rows={columns}
          rowKey={row => row.heading}
          columns={[
            { key: 'heading', header: t('import.heading'), cell: row => row.heading },
            {
              key: 'column',
              header: t('import.column'),
              cell: row => (editable ? (
                <Select data-size="sm" aria-label={t('import.columnFor', { name: row.heading })} value={of(row.heading) ?? ''} onChange={event => setChosen({ ...chosen, [row.heading]: event.target.value || null })}>
                  <Select.Option value="">{t('import.ignore')}</Select.Option>
                  {known.map(one => <Select.Option key={one.name} value={one.name} disabled={used.has(one.name) && of(row.heading) !== one.name}>{one.label}</Select.Option>)}
                </Select>
              ) : (row.label ?? t('import.ignore'))),
            },
            { key: 'help', header: t('import.columnHelp'), cell: row => <span className="muted">{known.find(one => one.name === of(row.heading))?.help}</span> },
          ]}
        />
        {problem && <Alert data-color="danger" data-size="sm" role="alert">{problem}</Alert>}
        {editable && Object.keys(chosen).length > 0 && <Button loading={map.isPending} onClick={() => void save()}>{t('import.columns.save')}</Button>}
      </Details.Content>
    </Details>
  );
}
