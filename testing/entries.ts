import type { EntryContent } from '../contract/index.ts'

/** A few entries of a made-up lending library, different enough to be told apart with certainty. */
export const libraryEntries: EntryContent[] = [
  {
    key: 'opening-hours',
    category: { en: 'Visiting', zh: '到馆' },
    question: { en: 'What are your opening hours?', zh: '图书馆几点开门？' },
    similar: {
      en: ['When are you open?', 'What time does the library close today?', 'Are you open on Sundays?'],
      zh: ['你们几点关门？', '周日开馆吗？', '开放时间是什么？'],
    },
    answer: { en: 'We are open every day from 9:00 to 20:00.', zh: '我们每天 9:00 至 20:00 开放。' },
  },
  {
    key: 'lost-card',
    category: { en: 'Reader card', zh: '读者证' },
    question: { en: 'I lost my reader card. What now?', zh: '读者证丢了怎么办？' },
    similar: {
      en: [
        'How do I replace a lost library card?',
        'My reader card was stolen',
        'I cannot find my reader card',
      ],
      zh: ['读者证找不到了', '怎么补办读者证？', '读者证被偷了'],
    },
    answer: {
      en: 'Block the card in the app; a new one costs £5 at the desk.',
      zh: '请先在应用里挂失，到服务台补办，工本费 5 元。',
    },
  },
  {
    key: 'renew-loan',
    category: { en: 'Loans', zh: '借阅' },
    question: { en: 'How do I renew a borrowed book?', zh: '借的书怎么续借？' },
    similar: {
      en: ['Can I extend my loan?', 'I need the book for two more weeks', 'Renew my books please'],
      zh: ['可以续借吗？', '书还没看完想再借两周', '怎么延长借期？'],
    },
    answer: {
      en: 'Open the loan in the app and choose Renew; twice per book.',
      zh: '在应用里打开借阅记录点“续借”，每本书可续借两次。',
    },
  },
  {
    key: 'late-fee',
    category: { en: 'Loans', zh: '借阅' },
    question: { en: 'What does it cost to return a book late?', zh: '逾期还书要付多少钱？' },
    similar: {
      en: ['How high is the overdue fine?', 'Why was I charged a late fee?', 'Fine for overdue books'],
      zh: ['逾期费怎么算？', '还晚了罚多少？', '为什么收我滞纳金？'],
    },
    answer: { en: 'Twenty pence a day for each book, at most £5.', zh: '每本书每天 0.2 元，最多 5 元。' },
  },
]
