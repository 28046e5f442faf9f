import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { examples } from './examples';
import { Markdown } from './Markdown';
import { definitionsWith } from './Schema';

afterEach(cleanup);

describe('search in the schema', () => {
  const sdl = '"En bolig."\ntype Dwelling {\n  id: ID!\n\n  street: String!\n}\n\n"Et leieforhold."\ntype Tenancy {\n  id: ID!\n}\n';

  test('shows whole definitions, with their descriptions', () => {
    expect(definitionsWith(sdl, 'STREET')).toBe('"En bolig."\ntype Dwelling {\n  id: ID!\n\n  street: String!\n}');
    expect(definitionsWith(sdl, 'leieforhold')).toContain('type Tenancy');
  });

  test('shows everything for nothing, and nothing for what is not there', () => {
    expect(definitionsWith(sdl, ' ')).toBe(sdl);
    expect(definitionsWith(sdl, 'xyz')).toBe('');
  });
});

describe('the change log', () => {
  test('shows headings, lists, code and bold', () => {
    render(<Markdown text={'## Uke 1\n\n- **Ny:** `Dwelling.rent`\n- Mer\n  av det samme\n\nTekst'} />);
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('Uke 1');
    expect(screen.getAllByRole('listitem').map(item => item.textContent?.replaceAll(/\s+/g, ' '))).toEqual(['Ny: Dwelling.rent', 'Mer av det samme']);
    expect(document.querySelector('code')?.textContent).toBe('Dwelling.rent');
  });

  test('never runs what is written in it', () => {
    render(<Markdown text={'<img src=x onerror=alert(1)> [x](javascript:alert(1)) [y](/developer/)'} />);
    expect(document.querySelector('img')).toBeNull();
    expect([...document.querySelectorAll('a')].map(link => link.getAttribute('href'))).toEqual(['/developer/']);
  });
});

test('the examples have their variables with them, as JSON', () => {
  expect(examples.length).toBeGreaterThan(0);
  for (const { query, variables } of examples) {
    expect(query).toMatch(/^#/);
    if (/\$\w+:.*!/.test(query)) expect(variables).not.toBe('');
    if (variables) expect(typeof JSON.parse(variables)).toBe('object');
  }
});
