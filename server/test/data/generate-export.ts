// Exports as other core systems might write them: other headings and order, encodings, separators, formats of dates and
// codes, title rows, and mixtures of faults whose verdicts are known from the plan. The same seed gives the same file.
// Fictitious persons: sequence codes 996 to 999 belong to nobody.
import exceljs from 'exceljs';
import iconv from 'iconv-lite';

export type Verdict = {
  expect: 'accept' | 'warn' | 'reject' | 'duplicate';
  items: string[];
  why: string;
};
export type GeneratedExport = {
  name: string;
  bytes: Buffer;
  asOf: string;
  verdicts: Verdict[];
  headings: string[];
};

export type Random = {
  next: () => number;
  int: (below: number) => number;
  pick: <T>(from: readonly T[]) => T;
};

export function createRandom(seed: number): Random {
  let state = (seed * 2_654_435_761 + 97) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  const pick = <T>(from: readonly T[]): T => from[int(from.length)] as T;
  return { next, int, pick };
}

const asOf = '2026-11-23';

type Person = Record<Field, string>;
type Field =
  | 'name' | 'sex' | 'nationality' | 'occupation' | 'province' | 'city' | 'county' | 'detail' | 'mobile' | 'kind' | 'number' | 'from' | 'to'
  | 'purpose' | 'tax' | 'email' | 'marketing' | 'branch' | 'teller' | 'opened' | 'religion' | 'political' | 'wechat' | 'ethnic' | 'balance' | 'guardian'; // prettier-ignore

const places = [
  ['湖南省', '常德市', '安乡县', '430721'], ['浙江省', '台州市', '天台县', '331023'], ['四川省', '广安市', '岳池县', '511621'],
  ['新疆维吾尔自治区', '哈密市', '伊吾县', '650522'], ['内蒙古自治区', '赤峰市', '宁城县', '150429'], ['上海市', '', '浦东新区', '310115'],
  ['重庆市', '', '江津区', '500116'], ['广东省', '广州市', '越秀区', '440104'], ['西藏自治区', '昌都市', '左贡县', '540327'],
] as const; // prettier-ignore
const surnames = ['王', '李', '张', '刘', '陈', '杨', '欧阳', '司马', '周', '吴'];
const given = ['晨', '静', '海燕', '建国', '思远', '梓涵', '䶮', '𠀀明', '雪', '浩然'];
const minority = ['阿不都热依木·买买提', '尼玛次仁', '古丽娜尔•艾山', '扎西‧多吉'];
const occupations = [
  '专业技术人员',
  '办事人员和有关人员',
  '农民',
  '生产制造及有关人员',
  '公务员',
  '4',
];
const purposes = ['日常储蓄结算', '工资代发', '代发工资', '投资理财', '养老金领取', '01'];

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigit = (first: string): string =>
  '10X98765432'[[...first].reduce((sum, c, i) => sum + Number(c) * (weights[i] ?? 0), 0) % 11] ??
  '';

type Born = { region: string; birth: string; sex: string };

function numberFor({ region, birth, sex }: Born, random: Random): string {
  const tail = sex === '男' ? random.pick(['997', '999']) : random.pick(['996', '998']);
  const first = region + birth.replaceAll('-', '') + tail;
  return first + checkDigit(first);
}

/** Validity that fits the age at issue: 10 years to 25, 20 to 45, then unlimited. */
function validityFor(birthYear: number, random: Random): [string, string] {
  const issued = 2017 + random.int(9);
  const age = issued - birthYear;
  const day = `${pad(7 + random.int(3))}-${pad(1 + random.int(28))}`;
  if (age >= 46) return [`${issued}-${day}`, '长期'];
  const years = age >= 26 ? 20 : 10;
  return [`${issued}-${day}`, `${issued + years}-${day}`];
}

let counter = 0;

function createPerson(random: Random, birthYear = 1952 + random.int(50)): Person {
  const [province, city, county, region] = random.pick(places);
  const sex = random.pick(['男', '女']);
  const birth = `${birthYear}-${pad(1 + random.int(6))}-${pad(1 + random.int(28))}`;
  const [from, to] = validityFor(birthYear, random);
  counter += 1;
  return {
    name: random.next() < 0.1 ? random.pick(minority) : random.pick(surnames) + random.pick(given),
    sex, nationality: '中国', occupation: random.pick(occupations), province, city, county,
    detail: `建设街${random.int(300) + 1}号${random.int(30) + 1}栋${random.int(2000) + 100}室`,
    mobile: `1${random.pick(['38', '50', '86', '99'])}${pad(counter % 100_000_000, 8)}`.replace(/^(1\d\d)0/u, '$17'),
    kind: '居民身份证', number: numberFor({ region, birth, sex }, random), from, to, purpose: random.pick(purposes), tax: '仅为中国税收居民',
    email: random.next() < 0.5 ? `u${counter}@example.com` : '', marketing: random.pick(['是', '否']),
    branch: `010${pad(random.int(20) + 1)}`, teller: `T1${pad(random.int(99))}`, opened: '2025-03-02', religion: '', political: '', wechat: '',
    ethnic: '汉族', balance: String(random.int(100_000)), guardian: '',
  }; // prettier-ignore
}

type Fault = {
  why: string;
  expect: 'accept' | 'warn' | 'reject';
  items: string[];
  apply: (p: Person, random: Random) => Person;
  needs?: Field;
};

const wide = (text: string): string =>
  [...text]
    .map((c) => (c >= '!' && c <= '~' ? String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0) : c))
    .join('');

/** A number of the same person with another birth date and a right check digit. */
const reborn = (number: string, birth: string): string => {
  const first = number.slice(0, 6) + birth + number.slice(14, 17);
  return first + checkDigit(first);
};

const faults: readonly Fault[] = [
  { why: 'name missing', expect: 'reject', items: ['NP01'], apply: (p) => ({ ...p, name: '' }) },
  { why: 'placeholder name', expect: 'reject', items: ['NP01'], apply: (p, r) => ({ ...p, name: r.pick(['不详', '无', '测试', 'N/A', '***']) }) },
  { why: 'formula as name', expect: 'reject', items: ['NP01'], apply: (p, r) => ({ ...p, name: r.pick(['=1+1', '@SUM(A1)', '＝cmd|A1', '=HYPERLINK("http://127.0.0.1/","x")', '+1+cmd']) }) },
  { why: 'digits in name', expect: 'reject', items: ['NP01'], apply: (p) => ({ ...p, name: `${p.name}2` }) },
  { why: 'sex against number', expect: 'reject', items: ['NP03', 'NP10'], apply: (p) => ({ ...p, sex: p.sex === '男' ? '女' : '男' }) },
  { why: 'nationality missing', expect: 'reject', items: ['NP04'], apply: (p) => ({ ...p, nationality: '' }) },
  { why: 'foreigner with resident card', expect: 'reject', items: ['NP04'], apply: (p) => ({ ...p, nationality: '美国' }) },
  { why: 'occupation unknown to the table', expect: 'warn', items: ['NP05'], apply: (p) => ({ ...p, occupation: '占星师' }) },
  { why: 'occupation missing', expect: 'reject', items: ['NP05'], apply: (p) => ({ ...p, occupation: '' }) },
  { why: 'address missing', expect: 'reject', items: ['NP06'], apply: (p) => ({ ...p, province: '', city: '', county: '', detail: '' }) },
  { why: 'mobile missing', expect: 'reject', items: ['NP08'], apply: (p) => ({ ...p, mobile: '' }) },
  { why: 'mobile malformed', expect: 'reject', items: ['NP08'], apply: (p, r) => ({ ...p, mobile: r.pick(['12345', '1380013800', '23800138000', '138001380001', '0571-88888888']) }) },
  { why: 'mobile written otherwise', expect: 'accept', items: [], apply: (p, r) => ({ ...p, mobile: r.pick([`+86 ${p.mobile.slice(0, 3)}-${p.mobile.slice(3, 7)}-${p.mobile.slice(7)}`, ` ${wide(p.mobile)}\u3000`, `0086${p.mobile}`, `86-${p.mobile}`]) }) },
  { why: 'kind unknown', expect: 'reject', items: ['NP09'], apply: (p, r) => ({ ...p, kind: r.pick(['会员卡', '驾驶证', '学生证']) }) },
  { why: 'check digit', expect: 'reject', items: ['NP10'], apply: (p) => ({ ...p, number: p.number.slice(0, 17) + ((Number(p.number[17]?.replace('X', '3')) + 1) % 10) }) },
  { why: '30 February', expect: 'reject', items: ['NP10'], apply: (p) => ({ ...p, number: reborn(p.number, `${p.number.slice(6, 10)}0230`) }) },
  { why: '15 digits', expect: 'reject', items: ['NP10'], apply: (p) => ({ ...p, number: p.number.slice(0, 6) + p.number.slice(8, 17) }) },
  { why: 'number missing', expect: 'reject', items: ['NP10'], apply: (p) => ({ ...p, number: '' }) },
  { why: 'number lower case and wide', expect: 'accept', items: [], apply: (p, r) => ({ ...p, number: r.pick([p.number.toLowerCase(), wide(p.number), `${p.number.slice(0, 6)} ${p.number.slice(6, 14)} ${p.number.slice(14)}`]) }) },
  { why: 'ends before it begins', expect: 'reject', items: ['NP11'], apply: (p) => ({ ...p, to: '2001-01-01' }) },
  { why: 'end missing', expect: 'reject', items: ['NP11'], apply: (p) => ({ ...p, to: '' }) },
  { why: 'no calendar date', expect: 'reject', items: ['NP11'], apply: (p) => ({ ...p, from: '2020-02-30', to: '长期' }) },
  { why: 'expired', expect: 'warn', items: ['NP11'], apply: (p) => ({ ...p, number: reborn(p.number, `1985${p.number.slice(10, 14)}`), from: '2015-09-01', to: '2025-09-01' }) },
  { why: 'purpose missing', expect: 'reject', items: ['RK16'], apply: (p) => ({ ...p, purpose: '' }) },
  { why: 'tax residence unknown', expect: 'reject', items: ['NP24'], apply: (p) => ({ ...p, tax: '不知道' }) },
  { why: 'email wrong', expect: 'warn', items: ['CT02'], needs: 'email', apply: (p) => ({ ...p, email: 'no at sign' }) },
  { why: 'religion filled in', expect: 'warn', items: ['NP26'], needs: 'religion', apply: (p, r) => ({ ...p, religion: r.pick(['佛教', '无', '伊斯兰教']) }) },
  { why: 'political affiliation filled in', expect: 'warn', items: ['NP27'], needs: 'political', apply: (p) => ({ ...p, political: '群众' }) },
  { why: 'social account filled in', expect: 'warn', items: ['CT03'], needs: 'wechat', apply: (p) => ({ ...p, wechat: 'wx_demo' }) },
  { why: 'child without guardian', expect: 'reject', items: ['NP22'], apply: (p) => ({ ...p, number: reborn(p.number, '20160404'), from: '2023-05-01', to: '2028-05-01', occupation: '学生' }) },
  { why: 'line break in the address', expect: 'accept', items: [], apply: (p) => (p.detail === '' ? p : { ...p, detail: `${p.detail}\n(东门)` }) },
]; // prettier-ignore

type Column = {
  field: string;
  headings: readonly string[];
  text: (p: Person, style: Style) => string;
  optional?: boolean;
};
type Style = { sex: number; code: number; random: Random };

const dateForms = (date: string, random: Random): string => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(date);
  if (!match)
    return date === '长期'
      ? random.pick(['长期', '长期有效', '9999-12-31', '20991231', '永久'])
      : date;
  const [, y, m, d] = match;
  return random.pick([
    date,
    `${y}/${Number(m)}/${Number(d)}`,
    `${y}${m}${d}`,
    `${y}.${m}.${d}`,
    `${y}年${Number(m)}月${Number(d)}日`,
    `${date} 00:00:00`,
  ]);
};

const fixed: readonly Column[] = [
  { field: 'name', headings: ['姓名', '客户名称', 'CUST_NAME', 'KHXM', '户名', '*客户姓名', '客户姓名(必填)', 'Customer Name', '1.姓名'], text: (p) => p.name },
  { field: 'sex', headings: ['性别', 'SEX', 'GENDER', 'XB', '客户性别', '性别代码'], text: (p, s) => [p.sex, p.sex === '男' ? 'M' : 'F', p.sex === '男' ? '1' : '2', `${p.sex}性`][s.sex] ?? p.sex },
  { field: 'nationality', headings: ['国籍', '国籍/地区', 'NATIONALITY', 'GJ', '国别', 'Country code'], text: (p, s) => (p.nationality === '中国' ? (['中国', 'CHN', '156', '中华人民共和国'][s.code] ?? '中国') : p.nationality) },
  { field: 'occupation', headings: ['职业', '职业类别', 'OCCUPATION', 'ZY', '职业名称', 'Occupation type'], text: (p) => p.occupation },
  { field: 'mobile', headings: ['手机号', '联系电话', 'MOBILE_NO', 'SJH', '移动电话', 'Mobile phone', '联系方式', '预留手机号码'], text: (p) => p.mobile },
  { field: 'kind', headings: ['证件类型', '证件种类', 'ID_TYPE', 'ZJLX', '证件类别', 'Cert Type', '身份证件种类'], text: (p, s) => (p.kind === '居民身份证' ? (['居民身份证', '身份证', '01', '二代身份证'][s.code] ?? p.kind) : p.kind) },
  { field: 'number', headings: ['证件号', '证件号码', 'ID_NO', 'ZJHM', '身份证号码', 'Document Number', '客户证件号码', '证件编号'], text: (p) => p.number },
  { field: 'purpose', headings: ['开户目的', '建立业务关系的目的和性质', 'PURPOSE', 'KHMD', '账户用途', 'Purpose of relationship'], text: (p) => p.purpose },
  { field: 'tax', headings: ['税收居民身份声明', '税收居民类型', 'TAX_RESIDENCY', 'SSJMSF', '涉税身份', 'CRS'], text: (p) => p.tax },
  { field: 'email', headings: ['邮箱', '电子邮件', 'EMAIL', 'E-mail address', 'DZYX'], text: (p) => p.email, optional: true },
  { field: 'marketing', headings: ['是否同意营销', '营销授权', 'MKT_CONSENT', '接收营销信息'], text: (p) => p.marketing, optional: true },
  { field: 'branch', headings: ['网点号', '开户机构', 'BRANCH_NO', 'JGH', '机构代码'], text: (p) => p.branch, optional: true },
  { field: 'teller', headings: ['经办柜员', '操作员', 'TELLER_ID', 'GYH', '柜员代码'], text: (p) => p.teller, optional: true },
  { field: 'opened', headings: ['开户日', 'OPEN_DATE', 'KHRQ', '开户时间'], text: (p) => p.opened, optional: true },
  { field: 'religion', headings: ['宗教', '宗教信仰', 'RELIGION', 'ZJXY'], text: (p) => p.religion, optional: true },
  { field: 'political', headings: ['政治面貌', 'ZZMM', 'POLITICAL_STATUS'], text: (p) => p.political, optional: true },
  { field: 'wechat', headings: ['微信号', 'WECHAT', 'QQ号码'], text: (p) => p.wechat, optional: true },
  { field: 'ethnic', headings: ['民族', 'MZ', 'ETHNICITY'], text: (p) => p.ethnic, optional: true },
  { field: 'balance', headings: ['账户余额', 'BALANCE', '内部积分XYZ'], text: (p) => p.balance, optional: true },
]; // prettier-ignore

const at = (p: Person): string => p.province + p.city + p.county;

const addressStyles: readonly (readonly Column[])[] = [
  [{ field: 'address', headings: ['住址', '家庭地址', 'ADDRESS', '居住地址', 'JTZZ'], text: (p) => at(p) + p.detail }],
  [{ field: 'address', headings: ['所在地区', '省市区', 'REGION', '行政区划'], text: at }, { field: 'detail', headings: ['详细地址', 'STREET', 'ADDR_DETAIL', '街道门牌'], text: (p) => p.detail }],
  [{ field: 'address', headings: ['省', 'PROVINCE', '省份'], text: (p) => p.province }, { field: 'city', headings: ['市', 'CITY', '城市'], text: (p) => p.city }, { field: 'county', headings: ['区县', 'DISTRICT', '区/县'], text: (p) => p.county }, { field: 'detail', headings: ['详细地址', 'STREET_ADDRESS'], text: (p) => p.detail }],
]; // prettier-ignore

const periodStyles: readonly (readonly Column[])[] = [
  [{ field: 'from', headings: ['证件起始日', '发证日期', 'VALID_FROM', '有效期起', 'ID_START_DATE', '证件有效期(起)'], text: (p, s) => dateForms(p.from, s.random) }, { field: 'to', headings: ['有效期至', '证件失效日期', 'EXPIRY_DATE', 'VALID_TO', 'ZJDQR', '证件有效期(止)'], text: (p, s) => dateForms(p.to, s.random) }],
  [{ field: 'from', headings: ['有效期限', '证件有效期', 'ID validity'], text: (p, s) => (p.to === '' ? '' : s.random.pick([`${p.from}-${p.to}`, `${p.from.replaceAll('-', '.')}-${p.to.replaceAll('-', '.')}`, `${p.from}至${p.to}`, `${p.from} ~ ${p.to}`])) }],
]; // prettier-ignore

function shuffle<T>(from: readonly T[], random: Random): T[] {
  const left = [...from];
  return from.map(() => left.splice(random.int(left.length), 1)[0] as T);
}

type Plan = { columns: Column[]; headings: string[]; style: Style };

function planColumns(random: Random): Plan {
  const chosen = fixed.filter((column) => !column.optional || random.next() < 0.6);
  const columns = shuffle(
    [...chosen, ...random.pick(addressStyles), ...random.pick(periodStyles)],
    random,
  );
  return {
    columns,
    headings: columns.map((c) => random.pick(c.headings)),
    style: { sex: random.int(4), code: random.int(4), random },
  };
}

const worst = { accept: 0, warn: 1, reject: 3 } as const;

function spoil(random: Random, plan: Plan, person: Person): { person: Person; verdict: Verdict } {
  const usable = faults.filter(
    (f) => f.needs === undefined || plan.columns.some((c) => c.field === f.needs),
  );
  const count = random.pick([0, 0, 0, 1, 1, 2]);
  // Faults that rebuild the number come first; two of them in one record would undo each other.
  const chosen = shuffle(usable, random).slice(0, count);
  const single = chosen.filter(
    (f) =>
      f.items.some((i) => ['NP10', 'NP11', 'NP22', 'NP03', 'NP04', 'NP09', 'NP05'].includes(i)) ||
      /number/u.test(f.why),
  );
  const applied =
    single.length > 1 ? [single[0] as Fault, ...chosen.filter((f) => !single.includes(f))] : chosen;
  const spoilt = applied.reduce((p, f) => f.apply(p, random), person);
  const top = applied.reduce((w, f) => Math.max(w, worst[f.expect]), 0);
  const decisive = applied.filter((f) => worst[f.expect] === top);
  const expect = top === 3 ? 'reject' : top === 1 ? 'warn' : 'accept';
  const first = expect === 'accept' ? undefined : decisive[0];
  return {
    person: spoilt,
    verdict: { expect, items: first?.items ?? [], why: applied.map((f) => f.why).join(' + ') },
  };
}

function writeCsv(
  rows: readonly (readonly string[])[],
  random: Random,
): { bytes: Buffer; ending: string } {
  const delimiter = random.pick([',', ',', ';', '\t', '|']);
  const quote = (text: string): string =>
    /[",;\t|\r\n]/u.test(text) || random.next() < 0.05 ? `"${text.replaceAll('"', '""')}"` : text;
  const newline = random.pick(['\r\n', '\n']);
  const text =
    rows.map((row) => row.map(quote).join(delimiter)).join(newline) +
    newline +
    random.pick(['', newline]);
  const encoding = random.pick(['gb18030', 'utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be']);
  if (encoding === 'gb18030') return { bytes: iconv.encode(text, 'gb18030'), ending: '.csv' };
  return {
    bytes: iconv.encode(text, encoding.replace('-bom', ''), { addBOM: encoding !== 'utf-8' }),
    ending: '.csv',
  };
}

async function writeXlsx(
  rows: readonly (readonly string[])[],
  random: Random,
): Promise<{ bytes: Buffer; ending: string }> {
  const book = new exceljs.Workbook();
  if (random.next() < 0.4) book.addWorksheet('说明').addRow(['本表由系统导出', '演示数据']);
  const sheet = book.addWorksheet('客户');
  for (const row of rows)
    sheet.addRow(
      row.map((text) =>
        /^\d{4}-\d{2}-\d{2}$/u.test(text) && random.next() < 0.5
          ? new Date(`${text}T00:00:00Z`)
          : text,
      ),
    );
  for (let column = 1; column <= (rows[0]?.length ?? 0); column += 1)
    sheet.getColumn(column).numFmt = 'yyyy-mm-dd';
  return { bytes: Buffer.from(await book.xlsx.writeBuffer()), ending: '.xlsx' };
}

/** One export of 6 to 14 records; `format` may be forced. */
export async function generateExport(
  seed: number,
  format?: 'csv' | 'xlsx',
): Promise<GeneratedExport> {
  const random = createRandom(seed);
  const plan = planColumns(random);
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  const accepted: Person[] = [];
  for (let i = 6 + random.int(9); i > 0; i -= 1) {
    const again = accepted.length > 0 && random.next() < 0.08 ? random.pick(accepted) : undefined;
    const { person, verdict } = again
      ? {
          person: { ...again, name: random.pick([again.name, '赵另名']) },
          verdict: { expect: 'duplicate', items: ['NP10'], why: 'same document' } as Verdict,
        }
      : spoil(random, plan, createPerson(random));
    if (verdict.expect === 'accept' || verdict.expect === 'warn') accepted.push(person);
    rows.push(plan.columns.map((column) => column.text(person, plan.style)));
    verdicts.push(verdict);
  }
  const titles =
    random.next() < 0.3
      ? [['××银行客户信息导出(演示数据)', ...plan.headings.slice(1).map(() => '')]]
      : [];
  const all = [...titles, plan.headings, ...rows];
  const isXlsx = format === undefined ? random.next() < 0.3 : format === 'xlsx';
  const { bytes, ending } = isXlsx ? await writeXlsx(all, random) : writeCsv(all, random);
  return { name: `export-${seed}${ending}`, bytes, asOf, verdicts, headings: plan.headings };
}
