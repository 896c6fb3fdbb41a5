/** English texts of views, search and tabs of the desk. */
export const enDesk = {
  'search.label': 'Search conversations and customers',
  'search.placeholder': 'Search messages, customers, ids',
  'search.clear': 'Clear the search',
  'search.results': 'Search results',
  'search.none': 'Nothing was found',
  'search.noneHint':
    'All words must stand in one message. Try fewer words, the customer’s name, e-mail or id.',
  'keys.search': 'Search',
} as const
