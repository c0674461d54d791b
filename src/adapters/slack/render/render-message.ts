import type { Message } from '../../../domain/message.ts';
import { renderAccepted } from './accepted.ts';
import { renderAlert } from './alert.ts';
import { renderAnnouncement } from './announcement.ts';
import { renderAttention } from './attention.ts';
import type { Rendered, Viewing } from './blocks.ts';
import { renderCard, renderPlan } from './card/card.ts';
import { renderChoice, renderConfirmation } from './confirmation.ts';
import { renderDoctor } from './doctor.ts';
import { renderError } from './error.ts';
import { fitted } from './fit.ts';
import { renderHelp } from './help.ts';
import { renderHistory } from './history.ts';
import { renderLine } from './line.ts';
import { renderMonitor } from './monitor.ts';
import { renderNotice } from './notice.ts';
import { renderPairingForm } from './pairing-form.ts';
import { renderRefusal } from './refusal.ts';
import { renderRollbackForm } from './rollback-form.ts';
import { renderStatus } from './status.ts';

/** Any message as Slack's blocks with its sentence. Pure; everything that came from outside is escaped and bounded, and the whole fits. */
export function renderMessage(message: Message, view: Viewing): Rendered {
  return fitted(drawn(message, view));
}

function drawn(message: Message, view: Viewing): Rendered {
  switch (message.is) {
    case 'card':
      return renderCard(message.card, view);
    case 'plan':
      return renderPlan(message.card, view);
    case 'line':
      return renderLine(message, view);
    case 'notice':
      return renderNotice(message, view);
    case 'alert':
      return renderAlert(message.alert, view);
    case 'announcement':
      return renderAnnouncement(message, view);
    case 'needs-attention':
      return renderAttention(message, view);
    case 'refusal':
      return renderRefusal(message, view);
    case 'rollback-form':
      return renderRollbackForm(message.form, view);
    case 'rollback-choice':
      return renderChoice(message.choice);
    case 'confirmation':
      return renderConfirmation(message.form, view);
    case 'pairing-form':
      return renderPairingForm(message.form, view);
    case 'accepted':
      return renderAccepted(message);
    case 'status':
      return renderStatus(message.report, view);
    case 'monitor':
      return renderMonitor(message.report, view);
    case 'history':
      return renderHistory(message.rows, view);
    case 'doctor':
      return renderDoctor(message, view);
    case 'help':
      return renderHelp(message);
    case 'fault':
      return renderError(message);
  }
}
