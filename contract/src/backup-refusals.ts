// What is refused about backup sets and restoring (R3.2.1, R3.2.6): each named for what is wrong, because an operator who restores at
// three in the morning needs to know which copy to take instead. Part of the closed table in refusals.ts.
export const backupRefusals = {
  'backup.no-target': [
    409,
    '没有设置备份位置。请设置 SHOUXIN_BACKUP（数据）与 SHOUXIN_KEY_BACKUP（密钥）后重启',
    'No place for backups is set. Set SHOUXIN_BACKUP (data) and SHOUXIN_KEY_BACKUP (keys) and start again',
  ],
  'backup.same-place': [
    409,
    '数据备份与密钥备份不得放在同一处。请为密钥备份另选位置',
    'A backup of data and a backup of keys never lie in one place. Choose another place for the keys',
  ],
  'backup.running': [409, '已有一个备份正在进行', 'A backup is being taken already'],
  'backup.not-whole': [
    409,
    '没有完整的备份集：它没有签名的清单，可能在中途中断。请重新备份',
    'No whole set: it has no signed manifest and was probably cut off. Take it again',
  ],
  'backup.damaged': [
    409,
    '备份集有字节损坏或被改动。请换用另一份',
    'Bytes of the set are damaged or were changed. Take another copy',
  ],
  'backup.piece-missing': [
    409,
    '备份集缺少一部分。请换用另一份',
    'A part of the set is missing. Take another copy',
  ],
  'backup.tables-differ': [
    409,
    '备份集的数据表与其版本不符：有缺失，或混入了其他备份集的表',
    'The tables of the set are not those of its version: some are missing, or come from another set',
  ],
  'backup.wrong-keys': [
    409,
    '备份集不是由此密钥库加封和签名。请使用属于它的密钥备份',
    'The set was not sealed and signed by this key store. Use the backup of the keys that belongs to it',
  ],
  'backup.keys-older': [
    409,
    '密钥库比备份集旧：密钥只能向前。请使用更新的密钥备份',
    'The key store is older than the set: keys only move forward. Use a newer backup of the keys',
  ],
  'backup.other-institution': [409, '备份集属于另一机构', 'The set belongs to another institution'],
  'backup.newer-schema': [
    409,
    '备份集由更新版本的程序所做。请用做它的版本恢复',
    'The set was made by a newer version of the program. Restore it with that version',
  ],
  'backup.other-schema': [
    409,
    '备份集的数据库结构与程序文件不符',
    'The structure of the set is not that of the files of this program',
  ],
  'backup.not-empty': [
    409,
    '目标数据库不是空的：只能恢复到空库，不覆盖任何数据',
    'The database is not empty: a set is only put into an empty one, and nothing is overwritten',
  ],
  'backup.not-restored': [
    409,
    '数据库恢复到一半：请重新运行恢复命令',
    'The database was restored by half: run the restore again',
  ],
  'backup.two-persons': [
    403,
    '须由安全管理员与个人信息保护负责人两人分别验证身份',
    'Two persons have to prove who they are: the security administrator and the data protection officer',
  ],
  'backup.not-a-loss': [
    409,
    '日志不是旧，而是不同或被改动：不能作为损失接受',
    'The log is not older but another one, or it was bent: that is no loss anybody may accept',
  ],
  'backup.target-full': [
    507,
    '磁盘已满：没有留下任何可用的备份或数据库。请清出空间后重来',
    'The disk is full: no set and no database was left that counts. Make room and begin again',
  ],
  'backup.no-physical': [
    409,
    'pgBackRest 还没有该 stanza 的完整备份。请先运行 pgbackrest backup',
    'pgBackRest has no whole backup of the stanza yet. Run pgbackrest backup first',
  ],
  'backup.no-stanza': [
    409,
    'pgBackRest 没有 SHOUXIN_PGBACKREST 所写的 stanza。请核对名称与 SHOUXIN_PGBACKREST_CONFIG',
    'pgBackRest does not know the stanza that SHOUXIN_PGBACKREST names. Look at the name and at SHOUXIN_PGBACKREST_CONFIG',
  ],
  'backup.not-at-point': [
    409,
    '数据库不在此备份集的恢复点：可能已经核对过，或已投入使用。已核对的请直接 npm start；否则请用 pgBackRest 重新恢复到该恢复点',
    'The database is not at the restore point of this set: it was proven before, or is in use. If it was proven: npm start. Otherwise restore it with pgBackRest again',
  ],
  'backup.no-restore-point': [
    409,
    '数据库不允许建立恢复点。请连接到本系统的数据库执行 GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO 库所有者，并将 wal_level 设为 replica',
    'The database does not let a restore point be made. In the database of Shouxin: GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO its owner; wal_level must be replica',
  ],
  'backup.not-archived': [
    409,
    '到恢复点为止的预写日志没有归档。请检查 archive_command 与 pgBackRest',
    'The write-ahead log up to the restore point was not archived. Look at archive_command and at pgBackRest',
  ],
  'backup.busy': [
    409,
    '数据库一直有写入，无法停在同一时刻。请稍后重试',
    'The database was written to all the time and could not be held still for a moment. Try again later',
  ],
  'backup.tool-failed': [
    409,
    'pgBackRest 没有完成。请在服务器上检查 SHOUXIN_PGBACKREST、其配置文件和仓库权限',
    'pgBackRest did not end well. On the server, look at SHOUXIN_PGBACKREST, its configuration and the rights on its repository',
  ],
  'backup.no-programs': [
    409,
    '演练要启动恢复出的数据库。请将 SHOUXIN_PGBACKREST_POSTGRES 设为同版本 PostgreSQL 的程序目录',
    'A drill starts the restored database. Set SHOUXIN_PGBACKREST_POSTGRES to the programs of the same version of PostgreSQL',
  ],
  'backup.restore-first': [
    409,
    '此备份集的数据在 pgBackRest 中。请先用它恢复到该恢复点，再运行本命令核对',
    'The bytes of this set are with pgBackRest. Restore them to its restore point first; this command then proves them',
  ],
  'backup.target-unreachable': [
    503,
    '备份位置无法读写',
    'The place of the backup cannot be read or written',
  ],
} as const;
