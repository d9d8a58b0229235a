// Known answers from the standards themselves, one for every algorithm the product rests on. Frozen: a change here is a
// change of algorithm.

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

export interface AeadAnswer {
  readonly suite: number;
  readonly source: string;
  readonly key: Buffer;
  readonly nonce: Buffer;
  readonly aad: Buffer;
  readonly text: Buffer;
  readonly sealed: Buffer;
}

export const aeadAnswers: readonly AeadAnswer[] = [
  {
    suite: 1,
    source: 'AES-256-GCM, McGrew and Viega test case 16',
    key: hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
    nonce: hex('cafebabefacedbaddecaf888'),
    aad: hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
    text: hex(
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
        '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    ),
    sealed: hex(
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
        '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
        '76fc6ece0f4e1768cddf8853bb2d551b',
    ),
  },
  {
    suite: 2,
    source: 'SM4-GCM, RFC 8998 A.1',
    key: hex('0123456789abcdeffedcba9876543210'),
    nonce: hex('00001234567800000000abcd'),
    aad: hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
    text: hex(
      'aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd' +
        'eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa',
    ),
    sealed: hex(
      '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735' +
        'd82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d' +
        '83de3541e4c2b58177e065a9bf7b62ec',
    ),
  },
];

export const macAnswers = [
  {
    suite: 1,
    source: 'HMAC-SHA-256, RFC 4231 case 1',
    key: Buffer.alloc(20, 0x0b),
    message: Buffer.from('Hi There'),
    tag: hex('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'),
  },
  {
    suite: 2,
    source: 'HMAC-SM3, GM/T 0042-2015 D.3',
    key: hex('0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425'),
    message: Buffer.alloc(50, 0xcd),
    tag: hex('220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae'),
  },
];

export const digestAnswers = [
  {
    digest: 'sha256',
    source: 'SHA-256, FIPS 180-4 "abc"',
    answer: hex('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
  },
  {
    digest: 'sm3',
    source: 'SM3, GB/T 32905-2016 A.1 "abc"',
    answer: hex('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'),
  },
];

/** GB/T 32907-2016 A.1: key and text are the same; one block. */
export const blockAnswer = {
  key: hex('0123456789abcdeffedcba9876543210'),
  text: hex('0123456789abcdeffedcba9876543210'),
  sealed: hex('681edf34d206965e86b3e94f536e4246'),
};

/** GB/T 32918.5-2017 A.2 (signature) and A.4 (encryption): one key, one nonce, the default user id. */
export const sm2Answer = {
  privateKey: hex('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8'),
  publicKey: hex(
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
      'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  ),
  nonce: 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n,
  identity: hex('b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3'),
  signed: Buffer.from('message digest'),
  signature: hex(
    'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
      'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  ),
  text: Buffer.from('encryption standard'),
  sealed: hex(
    '0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73' +
      'e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0' +
      '59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766' +
      '21886ca989ca9c7d58087307ca93092d651efa',
  ),
};

/** RFC 8032 7.1, test 1: the empty message. */
export const signatureAnswer = {
  seed: hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'),
  publicKey: hex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'),
  signature: hex(
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555' +
      'fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ),
};

/** RFC 9106 5.3. */
export const passwordAnswer = {
  parameters: {
    message: Buffer.alloc(32, 1),
    nonce: Buffer.alloc(16, 2),
    secret: Buffer.alloc(8, 3),
    associatedData: Buffer.alloc(12, 4),
    parallelism: 4,
    tagLength: 32,
    memory: 32,
    passes: 3,
  },
  tag: hex('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659'),
};
