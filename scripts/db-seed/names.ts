import { byShare, oneOf, type Random } from "./plan";

export type PersonName = { name: string /** In letters that a mail address takes. */; address: string };

type Script = { share: number; isFamilyFirst?: true; between?: string; given: string; family: string };

/** A name of one of many scripts, as people write it, and the same for an address. */
export function personName(random: Random): PersonName {
  const { given, family, isFamilyFirst, between = " " } = byShare(random, SCRIPTS);
  const [first, last] = [oneOf(random, pairs(given)), oneOf(random, pairs(family))];
  const name = isFamilyFirst ? `${last.name}${between}${first.name}` : `${first.name}${between}${last.name}`;
  return { name, address: `${first.address}.${last.address}` };
}

const parsed = new Map<string, PersonName[]>();

/** `Юлия=yulia Ada` → both spellings of each; those that need no other one have their own in small letters. */
function pairs(text: string): PersonName[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const all = text.split(" ").map((pair) => {
    const [written = "", address = written] = pair.split("=");
    return { name: written.replaceAll("_", " "), address: address.toLowerCase() };
  });
  parsed.set(text, all);
  return all;
}

const SCRIPTS: readonly Script[] = [
  {
    share: 0.3,
    given:
      "Ada Grace Alan Barbara Edsger Frances Hedy Katherine Margaret Radia Tony Annie Dennis Ken Sophie Jean Olive Hugo " +
      "Mary_Ann=maryann Jean-Luc=jeanluc Anne-Marie=annemarie",
    family:
      "Lovelace Hopper Turing Liskov Dijkstra Allen Lamarr Johnson Hamilton Perlman Hoare Easley Ritchie Thompson " +
      "O’Neill=oneill D’Arcy=darcy Smith-Jones=smithjones van_der_Berg=vanderberg de_la_Cruz=delacruz",
  },
  {
    share: 0.16,
    given:
      "José=jose Zoë=zoe Łukasz=lukasz Çağla=cagla Øyvind=oyvind Jürgen=jurgen Noël=noel Šárka=sarka Ágnes=agnes " +
      "Ștefan=stefan Guðrún=gudrun Dũng=dung",
    family:
      "Müller=mueller Ñáñez=nanez Åström=astrom Dvořák=dvorak Şahin=sahin Łęcki=lecki Nguyễn=nguyen Ó_Súilleabháin=osuilleabhain " +
      "Gonçalves=goncalves Þórsdóttir=thorsdottir Weiß=weiss Kovács=kovacs",
  },
  {
    share: 0.1,
    given: "Юлия=yulia Дмитрий=dmitry Ольга=olga Андрій=andrii Милица=milica Борис=boris",
    family: "Петрова=petrova Кузнецов=kuznetsov Шевченко=shevchenko Николић=nikolic Иванова=ivanova",
  },
  {
    share: 0.04,
    given: "Ελένη=eleni Γιώργος=giorgos Άννα=anna Νίκος=nikos",
    family: "Παπαδοπούλου=papadopoulou Οικονόμου=oikonomou Γεωργίου=georgiou",
  },
  {
    share: 0.08,
    given: "فاطمة=fatima محمد=mohammed ليلى=layla یوسف=yusuf زهرا=zahra",
    family: "الهاشمي=alhashimi حداد=haddad خان=khan رضایی=rezaei",
  },
  { share: 0.03, given: "נועה=noa דוד=david תמר=tamar", family: "כהן=cohen לוי=levi פרץ=peretz" },
  {
    share: 0.08,
    isFamilyFirst: true,
    between: "",
    given: "伟=wei 秀英=xiuying 敏=min 思远=siyuan 雨桐=yutong",
    family: "王=wang 李=li 张=zhang 陈=chen 欧阳=ouyang",
  },
  {
    share: 0.06,
    isFamilyFirst: true,
    given: "さくら=sakura 健太=kenta ゆうき=yuki 美咲=misaki アンナ=anna",
    family: "佐藤=sato 鈴木=suzuki 髙橋=takahashi 渡邉=watanabe",
  },
  {
    share: 0.05,
    isFamilyFirst: true,
    between: "",
    given: "민준=minjun 서연=seoyeon 지우=jiwoo 하은=haeun",
    family: "김=kim 이=lee 박=park 최=choi",
  },
  {
    share: 0.05,
    given: "अनीता=anita राहुल=rahul प्रिया=priya லட்சுமி=lakshmi মৌসুমী=mousumi",
    family: "शर्मा=sharma सिंह=singh ஐயர்=iyer চট্টোপাধ্যায়=chattopadhyay",
  },
  { share: 0.02, given: "สมชาย=somchai มาลี=malee", family: "ศรีสุข=srisuk วงศ์ใหญ่=wongyai" },
  {
    share: 0.02,
    given: "ნინო=nino Արամ=aram አበበ=abebe",
    family: "ბერიძე=beridze Պետրոսյան=petrosyan ተስፋዬ=tesfaye",
  },
  {
    share: 0.01,
    given: "Wolfeschlegelsteinhausenbergerdorff=wolfe Mary_“Molly”=molly Robert,=robert X=x",
    family: "Featherstonehaugh-Cholmondeley-Warner=featherstonehaugh Null Jr.=jr Y=y",
  },
];
