import { graphql } from '../gql';

/** The list with its counts. Here by itself because the frame reads it again at every change. */
export const DwellingsDocument = graphql(/* GraphQL */ `
  query Dwellings($filter: DwellingFilter, $sort: DwellingSort, $first: Int, $offset: Int) {
    dwellings(filter: $filter, sort: $sort, first: $first, offset: $offset) {
      nodes { id ...DwellingRow }
      totalCount
      registerCount
      vacancyCostOre
      facets { ...Facets }
    }
  }
`);
