"""How each act reads. Every action that is written into the log has its words here (a house test)."""

ACTIONS = {
    "platform.job.cancellation_requested": "Pidió detener un trabajo",
    "platform.list.exported": "Exportó una lista",
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
