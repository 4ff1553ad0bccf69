"""Every function that a role may hold: the vocabulary of permissions.

A function is something a person does at a desk, in its words. Routes, use cases and menus name a
``Function``; roles are sets of them, edited on screen. Adding a member here and migrating makes it
grantable.
"""

from enum import StrEnum
from typing import NamedTuple


class Desk(StrEnum):
    """The desks by which functions are grouped on screen."""

    ATTENTION = "Atención"
    CASH = "Caja"
    READINGS = "Lecturas"
    BILLING = "Facturación"
    TARIFFS = "Tarifas"
    MANAGEMENT = "Gestión"
    SETTINGS = "Configuración"


class FunctionText(NamedTuple):
    """How a function reads on the screen where roles are edited."""

    desk: Desk
    label: str


class Function(StrEnum):
    """Codes are permanent; texts may be corrected."""

    VIEW_DASHBOARD = "view_dashboard"
    VIEW_ACCOUNTS = "view_accounts"
    EDIT_REGISTER = "edit_register"
    ADD_NOTES = "add_notes"
    IMPORT_REGISTER = "import_register"
    TAKE_PAYMENTS = "take_payments"
    APPROVE_CASH_REVERSALS = "approve_cash_reversals"
    VIEW_CASH_SESSIONS = "view_cash_sessions"
    CAPTURE_READINGS = "capture_readings"
    REVIEW_READINGS = "review_readings"
    IMPORT_READINGS = "import_readings"
    VIEW_BILLING_RUNS = "view_billing_runs"
    CALCULATE_BILLING_RUNS = "calculate_billing_runs"
    APPROVE_BILLING_RUNS = "approve_billing_runs"
    CANCEL_BILLS = "cancel_bills"
    VIEW_TARIFFS = "view_tariffs"
    PROPOSE_TARIFFS = "propose_tariffs"
    APPROVE_TARIFFS = "approve_tariffs"
    VIEW_AUDIT = "view_audit"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ROLES = "manage_roles"
    GRANT_FUNCTIONS = "grant_functions"
    PROPOSE_SETTINGS = "propose_settings"
    APPROVE_SETTINGS = "approve_settings"
    VIEW_JOBS = "view_jobs"

    @property
    def permission(self) -> str:
        """The name that Django's ``has_perm`` knows."""
        return f"platform.{self.value}"

    @property
    def text(self) -> FunctionText:
        """Desk and label in Spanish."""
        return _TEXTS[self]


_TEXTS = {
    Function.VIEW_DASHBOARD: FunctionText(Desk.MANAGEMENT, "Ver el tablero"),
    Function.VIEW_ACCOUNTS: FunctionText(Desk.ATTENTION, "Consultar cuentas, saldos y recibos"),
    Function.EDIT_REGISTER: FunctionText(Desk.ATTENTION, "Corregir datos del padrón"),
    Function.ADD_NOTES: FunctionText(Desk.ATTENTION, "Escribir notas en las cuentas"),
    Function.IMPORT_REGISTER: FunctionText(
        Desk.ATTENTION, "Importar padrón, medidores y saldos iniciales"
    ),
    Function.TAKE_PAYMENTS: FunctionText(Desk.CASH, "Abrir caja, cobrar y hacer el corte de caja"),
    Function.APPROVE_CASH_REVERSALS: FunctionText(
        Desk.CASH, "Autorizar cancelaciones de recibos y retiros"
    ),
    Function.VIEW_CASH_SESSIONS: FunctionText(
        Desk.CASH, "Consultar turnos y cortes de todas las cajas"
    ),
    Function.CAPTURE_READINGS: FunctionText(Desk.READINGS, "Capturar lecturas"),
    Function.REVIEW_READINGS: FunctionText(Desk.READINGS, "Resolver la crítica de lecturas"),
    Function.IMPORT_READINGS: FunctionText(Desk.READINGS, "Importar lecturas"),
    Function.VIEW_BILLING_RUNS: FunctionText(Desk.BILLING, "Consultar corridas y recibos"),
    Function.CALCULATE_BILLING_RUNS: FunctionText(Desk.BILLING, "Preparar y calcular corridas"),
    Function.APPROVE_BILLING_RUNS: FunctionText(Desk.BILLING, "Aprobar y emitir corridas"),
    Function.CANCEL_BILLS: FunctionText(Desk.BILLING, "Cancelar y refacturar recibos"),
    Function.VIEW_TARIFFS: FunctionText(Desk.TARIFFS, "Consultar tarifas y usar la calculadora"),
    Function.PROPOSE_TARIFFS: FunctionText(Desk.TARIFFS, "Proponer versiones de tarifa"),
    Function.APPROVE_TARIFFS: FunctionText(Desk.TARIFFS, "Aprobar versiones de tarifa"),
    Function.VIEW_AUDIT: FunctionText(Desk.MANAGEMENT, "Consultar la bitácora"),
    Function.MANAGE_PEOPLE: FunctionText(Desk.SETTINGS, "Dar de alta y de baja a operadores"),
    Function.MANAGE_ROLES: FunctionText(Desk.SETTINGS, "Editar roles y sus funciones"),
    Function.GRANT_FUNCTIONS: FunctionText(
        Desk.SETTINGS, "Dar a otras personas funciones que uno no tiene"
    ),
    Function.PROPOSE_SETTINGS: FunctionText(Desk.SETTINGS, "Proponer cambios de configuración"),
    Function.APPROVE_SETTINGS: FunctionText(Desk.SETTINGS, "Aprobar cambios de configuración"),
    Function.VIEW_JOBS: FunctionText(Desk.MANAGEMENT, "Ver trabajos en curso"),
}
