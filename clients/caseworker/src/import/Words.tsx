import { query, Table, useAct, useFormat } from '@kobo/shared';
import { Alert, Button, Heading, Select } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';

const WordsFragment = graphql(/* GraphQL */ `
  fragment Words on Import {
    id
    version
    unknownWords { column word rows allowed { code label } }
  }
`);
const LabelsDocument = graphql(/* GraphQL */ `
  query ColumnLabels {
    workbookColumns { name label }
  }
`);
const MapDocument = graphql(/* GraphQL */ `
  mutation ImportMapWords($id: ID!, $version: Int!, $input: ImportMapInput!) {
    importMap(id: $id, version: $version, input: $input) { import { id version } userErrors { code message field } }
  }
`);

const key = (row: { column: string; word: string }) => JSON.stringify([row.column, row.word]);

/** Words of the municipality's own that are no codes yet. What they mean is remembered for the next time. */
export function Words({ item, editable }: { item: FragmentType<typeof WordsFragment>; editable: boolean }) {
  const t = useT();
  const { number } = useFormat();
  const { id, version, unknownWords } = readFragment(WordsFragment, item);
  const labels = useQuery({ ...query(LabelsDocument, {}), staleTime: Infinity }).data?.workbookColumns ?? [];
  const map = useAct(MapDocument);
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState('');
  const save = async () => {
    const words = unknownWords.filter(row => chosen[key(row)]).map(row => ({ column: row.column, word: row.word, code: chosen[key(row)]! }));
    const { importMap: { userErrors } } = await map.mutateAsync({ id, version, input: { words } });
    setProblem(userErrors[0]?.message ?? '');
    if (userErrors.length === 0) setChosen({});
  };
  return (
    <section className="card stack">
      <Heading level={2} data-size="xs">{t('import.words')}</Heading>
      <p>{t('import.words.help')}</p>
      <Table
        caption={t('import.words')}
        rows={unknownWords}
        rowKey={key}
        columns={[
          { key: 'word', header: t('import.word'), cell: row => <>«{row.word}» <span className="muted">({labels.find(one => one.name === row.column)?.label ?? row.column})</span></> },
          { key: 'rows', header: t('import.rows'), numeric: true, cell: row => number(row.rows) },
          {
            key: 'code',
            header: t('import.means'),
            cell: row => (
              <Select data-size="sm" disabled={!editable} aria-label={t('import.meansFor', { word: row.word })} value={chosen[key(row)] ?? ''} onChange={event => setChosen({ ...chosen, [key(row)]: event.target.value })}>
                <Select.Option value="">{t('import.chooseMeaning')}</Select.Option>
                {row.allowed.map(one => <Select.Option key={one.code} value={one.code}>{one.label}</Select.Option>)}
              </Select>
            ),
          },
        ]}
      />
      {problem && <Alert data-color="danger" data-size="sm" role="alert">{problem}</Alert>}
      {editable && <Button aria-disabled={Object.values(chosen).every(one => !one)} loading={map.isPending} onClick={() => Object.values(chosen).some(Boolean) && void save()}>{t('import.words.save')}</Button>}
    </section>
  );
}
