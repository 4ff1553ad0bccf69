"""How each act reads. Every action that is written into the log has its words here (a house test)."""

ACTIONS = {
    "billing.bill.cancelled": "Canceló un recibo",
    "billing.bills.issued": "Emitió un tramo de recibos",
    "billing.held_account.released": "Resolvió una cuenta retenida",
    "billing.run.approved": "Aprobó una corrida",
    "billing.run.calculated": "Calculó una corrida",
    "billing.run.discarded": "Descartó una corrida",
    "billing.run.issued": "Emitió una corrida",
    "billing.run.prepared": "Preparó una corrida",
    "billing.run_sentinels.added": "Fijó centinelas",
    "imports.file.loaded": "Cargó una importación",
    "imports.file.received": "Recibió un archivo por importar",
    "imports.load.requested": "Pidió cargar una importación",
    "imports.mapping.saved": "Guardó un acomodo de columnas",
    "metering.meter.corrected": "Corrigió un medidor",
    "metering.meter.hung": "Instaló un medidor",
    "metering.reading.opened": "Registró una lectura inicial",
    "metering.review_rules.added": "Fijó reglas de crítica",
    "payments.cash.withdrawn": "Retiró efectivo de caja",
    "payments.payment.cancelled": "Canceló un recibo de caja",
    "payments.payment.taken": "Cobró",
    "payments.session.closed": "Hizo corte de caja",
    "payments.session.opened": "Abrió turno de caja",
    "platform.configuration_change.signed": "Firmó un cambio de configuración",
    "platform.configuration_change.proposed": "Propuso un cambio de configuración",
    "platform.configuration_change.rejected": "Rechazó un cambio de configuración",
    "platform.job.cancellation_requested": "Pidió detener un trabajo",
    "platform.list.exported": "Exportó una lista",
    "platform.money_parameter.added": "Agregó un parámetro",
    "platform.operator.changed": "Cambió los datos de un operador",
    "platform.operator.deactivated": "Dio de baja a un operador",
    "platform.operator.reactivated": "Reactivó a un operador",
    "platform.operator.registered": "Dio de alta a un operador",
    "platform.password.changed": "Cambió su contraseña",
    "platform.password.reset": "Restableció la contraseña de un operador",
    "platform.role.changed": "Cambió un rol",
    "platform.role.created": "Creó un rol",
    "platform.session.ended": "Salió del sistema",
    "platform.session.others_ended": "Cerró sus otras sesiones",
    "platform.session.started": "Entró al sistema",
    "platform.utility.set_up": "Creó el organismo operador",
    "receivables.allocation_policy.added": "Fijó el orden de aplicación",
    "receivables.opening_balance.loaded": "Cargó un saldo inicial",
    "receivables.surcharge_rule.added": "Fijó una regla de recargos",
    "registry.account_note.added": "Agregó una nota",
    "registry.account_note.pinned": "Destacó una nota",
    "registry.account_note.unpinned": "Quitó una nota de las destacadas",
    "registry.account_terms.changed": "Cambió uso o tarifa de una cuenta",
    "registry.billing_period.opened": "Abrió un periodo",
    "registry.customer.corrected": "Corrigió datos de un usuario",
    "registry.discount.ended": "Terminó un descuento",
    "registry.discount.granted": "Otorgó un descuento",
    "registry.holder.changed": "Cambió el titular",
    "registry.premise.corrected": "Corrigió un predio",
    "registry.route.opened": "Abrió una ruta",
    "tariffs.charge_concept.changed": "Cambió un concepto",
    "tariffs.tariff_version.proposed": "Propuso una versión de tarifa",
}

FIELDS = {
    "filters": "filtros",
    "format": "formato",
    "functions": "funciones",
    "list": "lista",
    "roles": "roles",
}
"""Names of data that are no field of the subject's model."""

ICONS = {
    "platform.session.started": ("login", "neutral"),
    "platform.session.ended": ("logout", "neutral"),
    "platform.session.others_ended": ("logout", "neutral"),
    "platform.list.exported": ("download", "neutral"),
    "platform.password.reset": ("key", "attention"),
    "platform.password.changed": ("key", "neutral"),
    "platform.operator.deactivated": ("user-off", "bad"),
}


def action_text(action: str) -> str:
    """An act in words."""
    return ACTIONS.get(action, action)
