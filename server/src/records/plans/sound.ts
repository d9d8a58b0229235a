// Whether a plan can be carried out as written: every step has somebody who does it, nobody stands for two roles of one name, and the
// steps together take no longer than the time within which the plan says that it is done. Pure (R3.2.4).
import { refuse, type PlanTerms, type Words } from '@shouxin/contract';

interface Wrong {
  readonly item: string;
  readonly code: string;
  readonly message: Words;
}

export function requireSound(it: PlanTerms): void {
  const reasons = [...wrongRoles(it), ...wrongSteps(it), ...tooLong(it)];
  if (reasons.length > 0) refuse('input.invalid', { reasons: reasons.slice(0, 20) });
}

function wrongRoles({ roles }: PlanTerms): Wrong[] {
  return roles.flatMap(({ role, holder, deputy }, place) => {
    const wrong: Wrong[] = [];
    if (roles.findIndex((other) => other.role === role) !== place) {
      wrong.push({
        item: `roles.${place}.role`,
        code: 'twice',
        message: {
          zh: '角色名称重复，请改名或合并',
          en: 'This role stands twice: rename or join them',
        },
      });
    }
    if (holder === deputy) {
      wrong.push({
        item: `roles.${place}.deputy`,
        code: 'same-person',
        message: { zh: 'A、B 角不能是同一人', en: 'The deputy is another person than the holder' },
      });
    }
    return wrong;
  });
}

function wrongSteps({ roles, steps }: PlanTerms): Wrong[] {
  const known = new Set(roles.map((it) => it.role));
  return steps.flatMap(({ role }, place) =>
    known.has(role)
      ? []
      : [
          {
            item: `steps.${place}.role`,
            code: 'unknown-role',
            message: {
              zh: '执行角色不在角色表中，请先添加该角色或改选',
              en: 'No such role in this plan: add it, or choose another',
            },
          },
        ],
  );
}

function tooLong({ steps, rtoMinutes }: PlanTerms): Wrong[] {
  const sum = steps.reduce((minutes, it) => minutes + it.minutes, 0);
  if (sum <= rtoMinutes) return [];
  return [
    {
      item: 'steps',
      code: 'longer-than-rto',
      message: {
        zh: `各步骤预计合计 ${sum} 分钟，超过恢复时间目标 ${rtoMinutes} 分钟；请压缩步骤或调整目标`,
        en: `The steps take ${sum} minutes together, the target is ${rtoMinutes}: shorten them or change the target`,
      },
    },
  ];
}
